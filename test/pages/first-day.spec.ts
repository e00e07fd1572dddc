/// <reference lib="dom" />
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '#libs/platform/retry.js';
import { openClient } from '#libs/platform/database.js';
import { markInvented } from '#libs/event-log/invented.js';
import { shareWorld, startWorld, type World } from './world.js';

const ABOUT = {
  name: 'Campus North',
  emergency: '0471 112',
  hours: 'Mon-Fri 8-17',
  accent: '#005f3c',
  logo: 'sign.svg',
};
const SIGN = '<svg xmlns="http://www.w3.org/2000/svg"><title>sign of the campus</title></svg>';

let world: World;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'about-'));
  writeFileSync(join(folder, 'about.json'), JSON.stringify(ABOUT));
  writeFileSync(join(folder, 'sign.svg'), SIGN);
  world = await startWorld({ HELPDESK_ABOUT: join(folder, 'about.json'), HELPDESK_RETENTION: '24months' });
}, 60_000);
afterAll(async () => world.stop());

const read = async (path: string, headers: Record<string, string> = {}): Promise<string> =>
  (await fetch(world.url + path, { headers: { 'Accept-Language': 'en', ...headers } })).text();

it('what an installation says of itself stands on its pages', async () => {
  const page = await world.visit('user');
  await page.goto('/tickets');
  expect(await page.title()).toBe('Tickets · Campus North');
  await page.getByRole('link', { name: 'Campus North' }).waitFor();
  const footer = await page.getByRole('contentinfo').innerText();
  expect(footer).toContain('Mon-Fri 8-17');
  expect(await page.getByRole('contentinfo').getByRole('link', { name: '0471 112' }).getAttribute('href')).toBe(
    'tel:0471112',
  );
  const logo = await page.locator('.brand img').getAttribute('src');
  expect(await read(logo ?? '')).toBe(SIGN);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent'))).toBe(
    ABOUT.accent,
  );
  expect(await read('/')).toContain('0471 112');
  const number = await world.report('The gutter drips');
  await page.goto(`/tickets/${number}`);
  await page.emulateMedia({ media: 'print' });
  const paper = await page.locator('body').innerText();
  for (const words of ['Campus North', 'Emergency: 0471 112', 'As of']) expect(paper.split(words)).toHaveLength(2);
});

it.each([
  ['/help', 'en', 'How to report a problem'],
  ['/help/staff', 'it', 'Come lavorare all’helpdesk'],
  ['/privacy', 'de', 'Datenschutz'],
  ['/accessibility', 'it', 'Accessibilità'],
])('%s can be read in %s without a role', async (path, language, title) => {
  const html = await read(path, { 'Accept-Language': language });
  expect(html).toContain(`<h1>${title}</h1>`);
  // Every section has its words.
  expect(html.match(/<section aria-labelledby="about-/g)?.length).toBeGreaterThanOrEqual(4);
  expect(html).not.toMatch(/>about\./);
});

it('the privacy page says how long texts are kept where that is limited', async () => {
  expect(await read('/privacy')).toContain('are erased 24 months after it was closed');
  expect(await read('/privacy', { 'Accept-Language': 'de' })).toContain('24 Monate nach dem Schließen');
});

it('the status says that an emergency number is missing only where it is', async () => {
  const as = { Cookie: 'role=helpdesk' };
  expect(await read('/status', as)).not.toContain('No emergency number is set');
  const bare = await shareWorld();
  try {
    const html = await (await fetch(`${bare.url}/status`, { headers: { ...as, 'Accept-Language': 'en' } })).text();
    expect(html).toContain('No emergency number is set');
  } finally {
    await bare.stop();
  }
}, 60_000);

it('a link leads to its page before any role was chosen', async () => {
  const number = await world.report('The door of B-204 does not close');
  const context = await world.browser.newContext({ baseURL: world.url, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(`/tickets/new?description=${encodeURIComponent('Door of B-204')}`);
  expect(await page.getByLabel('What is broken, and where?').inputValue()).toBe('Door of B-204');
  await page.goto(`/tickets/${number}`);
  await page.getByRole('heading', { level: 1, name: /does not close/ }).waitFor();
  await page.getByRole('button', { name: 'Affects me too' }).click();
  await page.getByText('You are affected too').first().waitFor();

  await page.goto('/');
  const known = page.getByRole('region', { name: 'Known problems now' });
  expect(await known.getByRole('listitem').innerText()).toMatch(/does not close[^]*1 more person affected/);
  for (const status of ['active', 'closed'])
    await world.send('POST', `/tickets/${number}/status`, { status }, 'helpdesk');
  expect(await until(async () => !(await read('/')).includes('does not close'), 10_000)).toBe(true);
});

it('invented data are called so, also on pages that were served before, and their places are known', async () => {
  const places = (): Promise<string> => read('/api/places?q=Building+C', { 'Helpdesk-Role': 'user' });
  expect(await read('/')).not.toContain('Demo data');
  expect(JSON.parse(await places())).toEqual({ places: [] });
  const owner = await openClient({ connectionString: world.databaseUrl });
  await markInvented(owner);
  await owner.end();
  // Said once.
  expect(await until(async () => (await read('/tickets')).split('Demo data').length === 2, 15_000)).toBe(true);
  expect(JSON.parse(await places())).toMatchObject({ places: [{ code: 'Building C' }] });
}, 30_000);
