/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { startWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(async () => world.stop());

const setStatus = async (number: number, ...statuses: string[]): Promise<void> => {
  for (const status of statuses) await world.send('POST', `/tickets/${number}/status`, { status }, 'helpdesk');
};
const focusedId = async (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);

describe.each([true, false])('several tickets at once, JavaScript: %s', (javaScriptEnabled) => {
  it('start, one message to all, and close; what became of each is told', async () => {
    const numbers = [await world.report('Hall 1 is cold'), await world.report('Hall 2 is cold')];
    const page = await world.visit('helpdesk', { javaScriptEnabled });
    const pick = async (): Promise<void> => {
      await page.goto('/tickets?q=is+cold');
      for (const number of numbers) await page.getByLabel(`#${number}`, { exact: true }).check();
    };
    await pick();
    await page.getByRole('button', { name: 'Start work' }).click();
    await page.getByText('Work started on 2 tickets').waitFor();
    await pick();
    await page.getByText('Message or close…').click();
    await page.getByLabel('One message to all').fill('The boiler is being repaired');
    await page.getByRole('button', { name: 'Send to all' }).click();
    await page.getByText('Message sent to 2 tickets').waitFor();
    await pick();
    await page.getByText('Message or close…').click();
    await setStatus(numbers[0] as number, 'closed');
    await page.getByLabel('One message to all').fill('It is warm again');
    await page.getByRole('button', { name: 'Close all' }).click();
    await page.getByText(/[12] tickets? closed/).waitFor();
    for (const number of numbers) {
      await page.goto(`/tickets/${number}`);
      await page.locator('#ticket-head').getByText('Closed', { exact: true }).first().waitFor();
      expect(await page.getByRole('log').locator('.message .prose').allInnerTexts()).toEqual([
        'The boiler is being repaired',
        'It is warm again',
      ]);
    }
    // Neither can be started any more: that is told for each.
    const open = await world.report('Hall 3 is cold');
    numbers.push(open);
    await pick();
    await page.getByRole('button', { name: 'Start work' }).click();
    await page.getByText('Work started on 1 ticket').waitFor();
    const rejected = page.getByRole('listitem').filter({ hasText: 'Tickets go from open' });
    expect(await rejected.count()).toBe(2);
    await setStatus(open, 'closed');
  }, 60_000);
});

it('a message to several that cannot be sent stays in its box, and what it was for stays marked', async () => {
  const number = await world.report('Hall 4 is cold');
  const page = await world.visit('helpdesk');
  await page.goto('/tickets?q=Hall+4');
  await page.getByLabel(`#${number}`, { exact: true }).check();
  await page.getByText('Message or close…').click();
  const text = 'long '.repeat(900).trim();
  await page.getByLabel('One message to all').fill(text);
  await page.getByRole('button', { name: 'Send to all' }).click();
  await page.getByText('1 ticket skipped:').waitFor();
  expect(await page.getByLabel('One message to all').inputValue()).toBe(text);
  expect(await page.getByLabel(`#${number}`, { exact: true }).isChecked()).toBe(true);
  const plain = await world.visit('helpdesk', { javaScriptEnabled: false });
  await plain.goto('/tickets?q=Hall+4');
  await plain.getByLabel(`#${number}`, { exact: true }).check();
  await plain.getByText('Message or close…').click();
  await plain.getByLabel('One message to all').fill(text);
  await plain.getByRole('button', { name: 'Send to all' }).click();
  await plain.getByLabel('One message to all').fill('Short');
  await plain.getByRole('button', { name: 'Send to all' }).click();
  await plain.getByText('Message sent to 1 ticket').waitFor();
}, 30_000);

it('how long ago something was goes on while the list lies open', async () => {
  const number = await world.report('The path is muddy');
  const page = await world.visit('user');
  await page.clock.install();
  const connected = page.waitForResponse((response) => response.url().includes('/stream'));
  await page.goto('/tickets?q=muddy');
  await connected;
  const row = page.locator(`#ticket-${number}`);
  expect(await row.locator('time').innerText()).toBe('just now');
  await page.clock.runFor('06:00');
  await row.getByText('6 minutes ago').waitFor();
}, 30_000);

it('on a phone the filters are folded unless they say something, also without JavaScript', async () => {
  const page = await world.visit('helpdesk', { viewport: { width: 390, height: 800 }, javaScriptEnabled: false });
  await page.goto('/tickets?status=open');
  const category = page.getByLabel('Category', { exact: true });
  expect(await category.isVisible()).toBe(false);
  await page.locator('.filters-more summary').click();
  await category.waitFor();
  await page.goto('/tickets?category=technical-it');
  expect(await category.isVisible()).toBe(true);
}, 30_000);

it('the order that a tab brings along stands in its field', async () => {
  const page = await world.visit('helpdesk');
  await page.goto('/tickets');
  await page.getByRole('link', { name: /Needs reply/ }).click();
  await page.waitForURL(/sort=modified/);
  await page.locator('#sort option[value=modified][selected]').waitFor({ state: 'attached' });
  expect(await page.getByLabel('Sort by').inputValue()).toBe('modified');
}, 30_000);

it.each([true, false])('"Send and start" starts and no more, JavaScript: %s', async (javaScriptEnabled) => {
  const number = await world.report('The lamp flickers');
  const page = await world.visit('helpdesk', { javaScriptEnabled });
  await page.goto(`/tickets/${number}`);
  await page.getByLabel(/Write a message/).fill('On our way');
  await page.getByRole('button', { name: 'Send and start' }).click();
  await page.getByRole('log').getByText('On our way').waitFor();
  await page.locator('#ticket-head').getByText('Active', { exact: true }).first().waitFor();
  const headers = { 'Helpdesk-Role': 'helpdesk' };
  expect(await (await fetch(`${world.url}/api/tickets/${number}`, { headers })).json()).toMatchObject({
    status: 'active',
  });
});

it('an open ticket is closed with a message in one go', async () => {
  const number = await world.report('The flag is torn');
  const page = await world.visit('helpdesk', { javaScriptEnabled: false });
  await page.goto(`/tickets/${number}`);
  await page.getByLabel('Write a message').fill('There is a new one');
  await page.getByText('Start and close ticket…').click();
  await page.getByRole('button', { name: 'Close ticket', exact: true }).click();
  const told = await page.getByRole('log').innerText();
  expect(told).toMatch(/started work[^]*There is a new one[^]*closed this/);
}, 30_000);

it('an uncertain category is confirmed or corrected by one click, and leaves the list of what to check', async () => {
  const numbers = [await world.report('Qwertz hjklm'), await world.report('Something is wrong')];
  const page = await world.visit('helpdesk');
  await page.goto('/tickets');
  await page.getByRole('link', { name: /Unsure category/ }).click();
  await page.waitForURL(/check=1/);
  const rows = page.locator('.row');
  expect(await rows.count()).toBeGreaterThanOrEqual(2);
  await rows.filter({ hasText: 'Qwertz' }).getByRole('link').click();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Set by the helpdesk').waitFor();
  await page.goto(`/tickets/${numbers[1]}`);
  const name = await page.locator('.category-name').innerText();
  await page
    .getByRole('button', { name: /^Move to/ })
    .first()
    .click();
  await page.getByText('Set by the helpdesk').waitFor();
  expect(await page.locator('.category-name').innerText()).not.toBe(name);
  await page.goto('/tickets?check=1');
  for (const number of numbers) expect(await page.locator(`#ticket-${number}`).count()).toBe(0);
}, 30_000);

it('what happened since the last visit is marked as new until it was read', async () => {
  const number = await world.report('The hedge is high');
  const page = await world.visit('helpdesk');
  const hour = 3_600_000;
  const seen = { name: 'seen', value: `${Date.now() - 2 * hour}.${Date.now() - hour}`, url: world.url };
  await page.context().addCookies([seen]);
  await page.goto('/tickets?q=hedge');
  const mark = page.locator(`#ticket-${number}`).getByText('New', { exact: true });
  await mark.waitFor();
  const titled = async (beginning: string): Promise<unknown> =>
    page.waitForFunction((start) => document.title.startsWith(start), beginning);
  await titled('(1) Tickets');
  await page.getByRole('link', { name: /hedge/ }).click();
  await page.getByRole('heading', { level: 1, name: /hedge/ }).waitFor();
  await page.goBack();
  await mark.waitFor({ state: 'detached' });
  await titled('Tickets');
  // What comes in while one looks at the ticket is read as well.
  const stream = page.waitForResponse((response) => response.url().includes(`/${number}/stream`));
  await page.goto(`/tickets/${number}`);
  await stream;
  await world.send('POST', `/tickets/${number}/messages`, { text: 'And it grows' }, 'user');
  await page.getByRole('log').getByText('And it grows').waitFor();
  await page.goto('/tickets?q=hedge');
  expect(await mark.count()).toBe(0);
  await world.send('POST', `/tickets/${number}/messages`, { text: 'Still' }, 'user');
  await mark.waitFor();
}, 30_000);

it('a long conversation shows its newest part, and what came before when asked', async () => {
  const number = await world.report('The lake is green');
  for (let count = 1; count <= 59; count++)
    await world.send('POST', `/tickets/${number}/messages`, { text: `Word ${count}` }, 'user');
  const page = await world.visit('user');
  await page.goto(`/tickets/${number}`);
  const entries = page.getByRole('log').locator('.entry');
  expect(await entries.count()).toBe(50);
  await page.getByRole('link', { name: 'Show 10 earlier entries' }).click();
  await page.getByRole('log').getByText('Reported without a name').waitFor();
  expect(await focusedId(page)).toBe('earlier');
  await page.getByLabel('Write a message').fill('Word 60');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Word 60', { exact: true }).waitFor();
  expect(await entries.count()).toBe(61);
  await page.getByRole('link', { name: 'Show only the newest' }).click();
  await page.getByText('Reported without a name').waitFor({ state: 'detached' });
  const plain = await world.visit('user', { javaScriptEnabled: false });
  await plain.goto(`/tickets/${number}`);
  await plain.getByRole('link', { name: /Show \d+ earlier/ }).click();
  expect(await plain.getByRole('log').locator('.entry').count()).toBe(61);
  await page.context().addCookies([{ name: 'role', value: 'helpdesk', url: world.url }]);
  await page.goto(`/tickets/${number}/history`);
  const steps = page.locator('.step');
  expect(await steps.count()).toBe(50);
  await page.getByRole('link', { name: 'Later steps' }).click();
  await page.locator('#version-61').waitFor();
  expect(await steps.count()).toBe(11);
  await page.locator('#version-61').getByRole('link', { name: 'View the ticket at this step' }).click();
  await page.getByRole('heading', { name: /The ticket after step 61/ }).waitFor();
  expect(await steps.count()).toBe(11);
  await page.getByRole('link', { name: 'Earlier steps' }).click();
  await page.locator('#version-1').waitFor();
}, 60_000);

it('paging goes on in place, from the top, and Back returns', async () => {
  const page = await world.visit('helpdesk');
  await page.goto('/tickets?limit=2');
  const first = await page.locator('.row > a > i').allInnerTexts();
  await page.evaluate(() => document.body.setAttribute('data-same', ''));
  await page.getByRole('link', { name: 'More tickets' }).click();
  await page.waitForURL(/cursor=/);
  await page.getByRole('link', { name: 'Back to the first' }).waitFor();
  expect(await page.locator('body[data-same]').count()).toBe(1);
  expect(await page.locator('.row > a > i').allInnerTexts()).not.toEqual(first);
  expect(await page.evaluate(() => document.activeElement?.matches('.row > a'))).toBe(true);
  await page.goBack();
  await page.getByRole('link', { name: 'Back to the first' }).waitFor({ state: 'detached' });
  expect(await page.locator('.row > a > i').allInnerTexts()).toEqual(first);
}, 30_000);

it('the keys lead through the list, and can be switched off', async () => {
  const page = await world.visit('helpdesk');
  await page.goto('/tickets');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  const first = page.locator('.row > a').first();
  expect(await first.evaluate((link) => link === document.activeElement)).toBe(true);
  await page.keyboard.press('/');
  expect(await focusedId(page)).toBe('q');
  await page.keyboard.type('j?');
  expect(await page.getByLabel('Search').inputValue()).toBe('j?');
  await page.goto('/tickets');
  await page.locator('[data-dialog][data-htmx-powered]').waitFor();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.getByRole('button', { name: 'Close' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.keyboard.press('c');
  await page.waitForURL(/\/tickets\/new/);
  await page.locator('[data-dialog][data-htmx-powered]').click();
  await dialog.getByRole('button', { name: 'Turn them off' }).click();
  await page.waitForURL(/\/tickets\/new/);
  await page.goto('/tickets');
  for (const key of ['c', '?', 'j', '/']) await page.keyboard.press(key);
  expect(page.url()).toBe(`${world.url}/tickets`);
  expect(await dialog.isVisible()).toBe(false);
  expect(await focusedId(page)).toBe('BODY');
  const plain = await world.visit('user', { javaScriptEnabled: false });
  await plain.goto('/tickets');
  await plain.getByRole('link', { name: 'Keyboard shortcuts' }).click();
  await plain.getByRole('button', { name: 'Turn them off' }).click();
  await plain.getByRole('button', { name: 'Turn them on' }).waitFor();
}, 30_000);

it('a ticket prints as a work slip', async () => {
  const number = await world.report('The bench is loose');
  const page = await world.visit('helpdesk');
  await page.goto(`/tickets/${number}`);
  await page.emulateMedia({ media: 'print' });
  for (const gone of ['.nav', '.role-switch', '.foot nav', '.foot form', '#composer', '#facts button', '.crumbs'])
    expect(await page.locator(gone).first().isVisible()).toBe(false);
  for (const there of ['.brand', '.foot time', '#ticket-title'])
    expect(await page.locator(there).first().isVisible()).toBe(true);
  expect(await page.getByText('The bench is loose').filter({ visible: true }).count()).toBe(1);
  const lines = await page.evaluate(
    () => getComputedStyle(document.querySelector('.ticket-main') as Element, '::after').content,
  );
  expect(lines).toContain('Signature');
  const time = page.locator('.entry time').first();
  expect(await time.evaluate((element) => getComputedStyle(element, '::after').content)).toMatch(/\d{4}, \d\d:\d\d CE/);
}, 30_000);

it('speaks the language of the browser, or the one that is chosen', async () => {
  const page = await world.visit('user', { locale: 'it-IT' });
  await page.goto('/tickets');
  await page.getByRole('heading', { level: 1, name: 'Segnalazioni' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('it');
  await page.getByRole('link', { name: 'Segnala un problema' }).first().click();
  await page.getByRole('button', { name: 'Invia la segnalazione' }).click();
  await page.getByRole('alert').getByText('Scrivi che cosa non funziona e dove.').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Send report' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
}, 30_000);

it('there is no stream of a ticket that is not there', async () => {
  const headers = { Cookie: 'role=user', Accept: 'text/event-stream' };
  const { status } = await fetch(`${world.url}/tickets/999999/stream`, { headers });
  expect(status).toBe(404);
});

it('browsers complained of nothing', () => {
  expect(world.complaints).toEqual([]);
});
