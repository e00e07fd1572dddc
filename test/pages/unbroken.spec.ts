/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { startWorld, type Role, type World } from './world.js';

/** What people write without a place to break it. */
const WORDS = [
  'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz',
  `https://learn.campus.example/${'course-materials-'.repeat(6)}end`,
  `A\u00a0${'lift\u00a0'.repeat(40)}`,
  'W'.repeat(300),
].join(' ');
const NAME = 'Wolfeschlegelsteinhausenbergerdorffhaus';

let world: World;
let numbers: number[];
beforeAll(async () => {
  world = await startWorld();
  const named = async (path: string, body: object, role: Role): Promise<void> => {
    await fetch(world.commandUrl + path, {
      method: path.endsWith('1') ? 'PATCH' : 'POST',
      headers: { 'Content-Type': 'application/json', 'Helpdesk-Role': role, 'Helpdesk-Name': NAME },
      body: JSON.stringify(body),
    });
  };
  numbers = [await world.report(WORDS), await world.report(`${WORDS} again`)];
  await named('/tickets/1/messages', { text: WORDS }, 'user');
  await named('/tickets/1', { description: `${WORDS} ${WORDS}` }, 'helpdesk');
  await named('/tickets/1/category', { category: 'services-complaints' }, 'helpdesk');
  await world.report('last');
}, 60_000);
afterAll(async () => world.stop());

const pages: [Role, string][] = [
  ['user', '/tickets'],
  ['user', '/tickets/1'],
  ['user', `/tickets/new?description=${encodeURIComponent(WORDS)}`],
  ['user', `/tickets?q=${'x'.repeat(180)}`],
  ['helpdesk', '/tickets'],
  ['helpdesk', '/tickets/1'],
  ['helpdesk', '/tickets/1/history'],
  ['helpdesk', '/tickets/1/history?version=3'],
  ['helpdesk', '/audit'],
  ['helpdesk', '/analytics'],
  ['helpdesk', '/status'],
];

/** What reaches beyond the right edge of the window and makes the page scroll sideways. */
async function beyond(page: Page): Promise<{ wide: number; what: string[] }> {
  return page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return { wide: 0, what: [] };
    const what = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1 && element.children.length === 0,
    );
    return {
      wide: scrollWidth - clientWidth,
      what: what.map((element) => element.outerHTML.slice(0, 120)).slice(0, 5),
    };
  });
}

it.each([320, 390, 1280])(
  'at %s px no text makes a page scroll sideways',
  async (width) => {
    const found: object[] = [];
    for (const role of ['user', 'helpdesk'] as const) {
      const page = await world.visit(role, { viewport: { width, height: 900 } });
      for (const [, path] of pages.filter(([who]) => who === role)) {
        await page.goto(path);
        if (path.includes('/new')) await page.locator('.alike-list').waitFor();
        const { wide, what } = await beyond(page);
        if (wide > 0) found.push({ path, wide, what });
      }
      await page.context().close();
    }
    expect(numbers).toEqual([1, 2]);
    expect(found).toEqual([]);
  },
  60_000,
);
