/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { numberOf, shareWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await shareWorld();
}, 60_000);
afterAll(async () => world.stop());

const description = (page: Page) => page.getByLabel('What is broken, and where?');
const message = (page: Page) => page.getByLabel(/Write a message/);
const send = (page: Page) => page.getByRole('button', { name: 'Send report' }).click();
const drafts = async (page: Page): Promise<number> =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length);
const ticketsWith = async (words: string): Promise<number> => {
  const headers = { 'Helpdesk-Role': 'helpdesk' };
  const response = await fetch(`${world.url}/api/tickets?q=${encodeURIComponent(words)}`, { headers });
  return ((await response.json()) as { items: unknown[] }).items.length;
};

it('each tab has a draft of its own, and sending one leaves the other', async () => {
  const first = await world.visit('user');
  const second = await first.context().newPage();
  await first.goto('/tickets/new');
  await description(first).fill('The drinking fountain is dry');
  await second.goto('/tickets/new');
  expect(await description(second).inputValue()).toBe('');
  await description(second).fill('The bicycle stand is bent');
  await first.reload();
  await second.reload();
  expect(await description(first).inputValue()).toBe('The drinking fountain is dry');
  expect(await description(second).inputValue()).toBe('The bicycle stand is bent');
  await send(first);
  await numberOf(first);
  await second.reload();
  expect(await description(second).inputValue()).toBe('The bicycle stand is bent');
}, 30_000);

it('a copied tab begins with a copy of the draft, which is its own from then on', async () => {
  const first = await world.visit('user');
  await first.goto('/tickets/new');
  await description(first).fill('The hedge is overgrown');
  const copy = first.waitForEvent('popup');
  // A window that a page opens gets a copy of its session, as a duplicated tab does.
  await first.evaluate(() => void open('/tickets/new'));
  const second = await copy;
  await second.getByText('We restored what you typed here before').waitFor();
  expect(await description(second).inputValue()).toBe('The hedge is overgrown');
  await second.reload();
  await description(second).fill('The hedge hides the lamp');
  await first.reload();
  expect(await description(first).inputValue()).toBe('The hedge is overgrown');
  await send(second);
  await numberOf(second);
  await first.reload();
  expect(await description(first).inputValue()).toBe('The hedge is overgrown');
}, 30_000);

it('what a closed tab left is offered by the next one', async () => {
  const page = await world.visit('user');
  await page.goto('/tickets/new');
  await description(page).fill('The flag is torn');
  await page.close({ runBeforeUnload: true });
  const next = await page.context().newPage();
  await next.goto('/tickets/new');
  await next.getByText('We restored what you typed here before').waitFor();
  expect(await description(next).inputValue()).toBe('The flag is torn');
}, 30_000);

it('the draft of a ticket that was closed meanwhile goes on as a new one, from its page and from "report again"', async () => {
  const number = await world.report('The ramp of hall 9 is icy');
  const page = await world.visit('user');
  await page.goto(`/tickets/${number}`);
  await message(page).fill('The salt did not help');
  await page.goto('/tickets');
  await world.send('POST', `/tickets/${number}/status`, { status: 'active' }, 'helpdesk');
  await world.send('POST', `/tickets/${number}/status`, { status: 'closed' }, 'helpdesk');
  await page.getByText('The ramp of hall 9 is icy').waitFor({ state: 'hidden' });

  await page.goto(`/tickets/${number}`);
  await page.getByRole('heading', { name: 'Your text is not lost' }).waitFor();
  expect(await description(page).inputValue()).toBe('The salt did not help');
  await page.getByRole('link', { name: /again/ }).click();
  await page.waitForURL(/\/tickets\/new\?follows=/);
  expect(await description(page).inputValue()).toBe('The salt did not help');
  await send(page);
  expect(await numberOf(page)).not.toBe(number);
  await page
    .getByRole('link', { name: `#${number}` })
    .first()
    .click();
  await page.waitForURL(new RegExp(`/tickets/${number}$`));
  expect(await page.getByRole('heading', { name: 'Your text is not lost' }).count()).toBe(0);
  expect(await drafts(page)).toBe(0);
}, 30_000);

it('a draft is removed after 30 days', async () => {
  const number = await world.report('The bench is wet');
  const page = await world.visit('user');
  await page.goto(`/tickets/${number}`);
  await message(page).fill('Since the rain');
  const days = (count: number): Date => new Date(Date.now() + count * 86_400_000);
  await page.clock.setFixedTime(days(29));
  await page.goto('/tickets');
  expect(await drafts(page)).toBe(1);
  await page.clock.setFixedTime(days(31));
  await page.reload();
  expect(await drafts(page)).toBe(0);
}, 30_000);

it('Back after sending, and the same text again, is the same ticket; other text is another', async () => {
  const page = await world.visit('user');
  await page.goto('/tickets/new');
  await description(page).fill('The skylight leaks');
  await send(page);
  const number = await numberOf(page);
  // The page is asked for again, as when the browser has not kept it.
  await page.route('**/tickets/new', async (route) => {
    const headers = { ...route.request().headers(), 'cache-control': 'no-cache' };
    await route.fulfill({ response: await route.fetch({ headers }) });
  });
  await page.goBack();
  await description(page).fill('The skylight leaks ');
  await send(page);
  expect(await numberOf(page)).toBe(number);
  await page.goBack();
  await description(page).fill('The skylight leaks on the piano');
  await send(page);
  await page.waitForURL((url) => /\/tickets\/\d+$/.test(url.pathname) && !url.pathname.endsWith(`/${number}`));
}, 30_000);

it('a report whose answer was lost is one ticket when it is sent again from its draft', async () => {
  const page = await world.visit('user');
  await page.goto('/tickets/new');
  await description(page).fill('The turnstile squeaks');
  const lost = page.waitForEvent('requestfailed');
  await page.route(`${world.url}/tickets`, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await send(page);
  await lost;
  await page.unroute(`${world.url}/tickets`);
  await page.reload();
  expect(await description(page).inputValue()).toBe('The turnstile squeaks');
  await send(page);
  await numberOf(page);
  expect(await ticketsWith('turnstile squeaks')).toBe(1);
}, 30_000);
