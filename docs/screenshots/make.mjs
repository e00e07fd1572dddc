#!/usr/bin/env node
// Takes the screenshots of docs/pages.md from a running helpdesk that `npm run demo` has filled:
//   node docs/screenshots/make.mjs [http://127.0.0.1:3000] [folder] [page ...]
// Install fonts-inter first: the pages load no font, so a picture shows the best one of the machine.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [url = 'http://127.0.0.1:3000', folder = import.meta.dirname, ...wanted] = process.argv.slice(2);
const WIDTHS = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
/** Who looks, and where; `{number}` is an active ticket that people have written on, `{closed}` a closed one. */
const PAGES = {
  entry: ['user', '/'],
  'list-user': ['user', '/tickets'],
  list: ['helpdesk', '/tickets?status=active'],
  new: ['user', '/tickets/new?description=The projector in B-204 shows no picture'],
  'ticket-user': ['user', '/tickets/{number}'],
  ticket: ['helpdesk', '/tickets/{number}'],
  closed: ['user', '/tickets/{closed}'],
  analytics: ['helpdesk', '/analytics?analysis=backlog'],
  report: ['helpdesk', '/reports/{month}'],
  queue: ['helpdesk', '/queue'],
  history: ['helpdesk', '/tickets/{number}/history'],
  audit: ['helpdesk', '/audit'],
  status: ['helpdesk', '/status'],
  places: ['user', '/places'],
  place: ['helpdesk', '/places/Building A'],
  signs: ['user', '/places/signs'],
  help: ['user', '/help'],
  privacy: ['user', '/privacy'],
  error: ['user', '/nowhere'],
  print: ['helpdesk', '/tickets/{number}', 'print'],
};

const ticketWith = async (query, fits) => {
  const headers = { 'Helpdesk-Role': 'helpdesk' };
  const { items } = await (await fetch(`${url}/api/tickets?${query}`, { headers })).json();
  return String((items.find(fits) ?? items[0]).number);
};
const numbers = {
  number: await ticketWith('status=active&limit=200', (item) => item.messageCount > 1),
  closed: await ticketWith('status=closed', () => true),
  // The last one that is over.
  month: new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 0)).toISOString().slice(0, 7),
};

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const [size, viewport] of Object.entries(WIDTHS)) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, [role, path, media = 'screen']] of Object.entries(PAGES)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const context = await browser.newContext({ viewport, colorScheme, locale: process.env.LOCALE ?? 'en-GB' });
      await context.addCookies([{ name: 'role', value: role, url }]);
      const page = await context.newPage();
      await page.emulateMedia({ media });
      const answer = await page.goto(url + path.replace(/\{(\w+)\}/, (_, key) => numbers[key]), { waitUntil: 'load' });
      await page.waitForTimeout(name === 'new' ? 1200 : 200);
      // A version that lacks the page has no picture of it.
      if (name === 'error' || answer?.ok()) {
        await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`) });
      }
      await context.close();
    }
  }
}
await browser.close();
