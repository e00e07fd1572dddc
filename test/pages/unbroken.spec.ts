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
/** Reverses what follows, where it is not isolated. */
const REVERSED = '\u202enimda';
const NAME = 'Wolfeschlegelsteinhausenberger';

let world: World;
let numbers: number[];
beforeAll(async () => {
  world = await startWorld();
  const named = async (path: string, body: object, role: Role): Promise<void> => {
    const { ok } = await fetch(world.commandUrl + path, {
      method: path === '/tickets/1' ? 'PATCH' : 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Helpdesk-Role': role,
        'Helpdesk-Name': encodeURIComponent(NAME + REVERSED),
      },
      body: JSON.stringify(body),
    });
    if (!ok) throw new Error(`${path} was rejected`);
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

it('what a person typed is isolated from the text around it, on every page', async () => {
  const found: object[] = [];
  let seen = 0;
  for (const [role, path] of pages) {
    const page = await world.visit(role);
    await page.goto(path);
    if (path.includes('/new')) await page.locator('.alike-list').waitFor();
    const { typed, loose } = await page.evaluate(() => {
      const typed: Element[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { textContent, parentElement } = walker.currentNode;
        if (/Rindfleisch|Wolfeschlegel/.test(textContent ?? '') && parentElement) typed.push(parentElement);
      }
      typed.push(...document.querySelectorAll('textarea, input[name=q], input[name=name]'));
      // In the many rows of a list the style does what the attribute would do.
      const loose = typed.filter(
        (element) => !element.closest('bdi, [dir=auto]') && getComputedStyle(element).unicodeBidi !== 'plaintext',
      );
      return { typed: typed.length, loose: loose.map((element) => element.outerHTML.slice(0, 100)) };
    });
    seen += typed;
    if (loose.length > 0) found.push({ path, loose });
    await page.context().close();
  }
  expect(found).toEqual([]);
  expect(seen).toBeGreaterThan(30);
}, 60_000);

it('a name loses the characters that turn it round', async () => {
  const page = await world.visit('helpdesk');
  for (const path of ['/tickets/1', '/tickets/1/history', '/audit']) {
    const html = await (await page.goto(path))?.text();
    expect(html).toContain(`<bdi>${NAME}nimda</bdi>`);
  }
}, 30_000);
