/// <reference lib="dom" />
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { until } from '#libs/platform/retry.js';
import { shared, type SystemAddress } from '#support/pages.js';

const FIREFOX = process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr';
/** How long a page may take to show what it should, in milliseconds. */
const TIMEOUT = 60_000;
/** Firefox complains of what a page had under way when it is left. */
const LEFT = /NetworkError|Error in input stream/;

const long = process.env['RUN_LONG'] ? describe : describe.skip;
long("in Debian's Firefox", () => {
  let system: SystemAddress;
  let browser: Browser;
  const complaints: string[] = [];
  beforeAll(async () => {
    system = await shared<SystemAddress>('system');
    browser = await puppeteer.launch({ browser: 'firefox', executablePath: FIREFOX, headless: true, timeout: TIMEOUT });
  }, 120_000);
  afterAll(() => browser?.close());

  // The policy of the pages lets nothing be made of text that waits in them: they are asked from outside.
  async function happens(what: string, check: () => Promise<unknown>): Promise<void> {
    // A page that is on its way to another one does not answer.
    const holds = await until(async () => Boolean(await check().catch(() => false)), TIMEOUT);
    expect({ what, holds }).toEqual({ what, holds: true });
  }
  const see = (page: Page, selector: string, text: string): Promise<void> =>
    happens(`${selector} shows ${text}`, () =>
      page.$$eval(selector, (found, words) => found.some(({ textContent }) => textContent.includes(words)), text),
    );
  const type = async (page: Page, selector: string, text: string): Promise<void> =>
    (await page.waitForSelector(selector))?.type(text);
  const click = async (page: Page, selector: string): Promise<void> => (await page.waitForSelector(selector))?.click();
  const clickThrough = (page: Page, selector: string): Promise<unknown> =>
    Promise.all([page.waitForNavigation(), click(page, selector)]);

  /** A browser of its own that comes in by the entry page. */
  async function enter(role: 'user' | 'helpdesk'): Promise<Page> {
    const page = await (await browser.createBrowserContext()).newPage();
    page.setDefaultTimeout(TIMEOUT);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !LEFT.test(message.text())) complaints.push(message.text());
    });
    await page.goto(system.queryUrl);
    await clickThrough(page, `form:has([name=role][value=${role}]) button`);
    return page;
  }

  it('a user reports, both talk, and what one writes appears to the other without a reload', async () => {
    const [user, helpdesk] = [await enter('user'), await enter('helpdesk')];
    await user.goto(`${system.queryUrl}/tickets/new`);
    await type(user, '#description', 'The lift in building F is stuck');
    await clickThrough(user, '#new-ticket-form button.primary');
    await see(user, 'h1', 'The lift in building F is stuck');

    await helpdesk.goto(`${system.queryUrl}/tickets`);
    await type(helpdesk, 'input[name=q]', 'lift building');
    await see(helpdesk, '.row', 'The lift in building F is stuck');
    await happens('the search is in the address', () => helpdesk.evaluate(() => location.search.includes('lift')));
    await helpdesk.evaluate(() => history.back());
    await happens('Back undoes the search', () => helpdesk.evaluate(() => !location.search.includes('lift')));

    await helpdesk.goto(user.url().replace(/\?.*/, ''));
    await type(user, '#message-text', 'Somebody is in it!');
    await click(user, '#send');
    await see(helpdesk, '#timeline', 'Somebody is in it!');
    await type(helpdesk, '#message-text', 'We are on our way');
    await click(helpdesk, '#send-start');
    await see(user, '#timeline', 'We are on our way');
    await see(user, '#timeline', 'started work on this');

    await click(helpdesk, '#close > summary');
    await type(helpdesk, '#message-text', 'It runs again');
    await click(helpdesk, '#close-for-good');
    await see(user, 'main', 'is closed');
    await see(user, 'main', 'It runs again');
    expect(complaints).toEqual([]);
  }, 240_000);
});
