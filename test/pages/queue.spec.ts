/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { byQueue, leftUndone, openTickets, SHORT_MORNING } from '../../bench/pages/morning.js';
import { startWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(async () => world.stop());

/** A browser of the helpdesk that has written before. */
async function agent(javaScriptEnabled = true): Promise<Page> {
  const page = await world.visit('helpdesk', { javaScriptEnabled });
  await page.context().addCookies([{ name: 'name', value: 'Karim', url: world.url }]);
  return page;
}
const ask = async (path: string): Promise<Record<string, unknown>> =>
  (await fetch(`${world.url}/api/tickets${path}`, { headers: { 'Helpdesk-Role': 'helpdesk' } })).json() as Promise<
    Record<string, unknown>
  >;
const numberIn = (page: Page): number => Number(/\/tickets\/(\d+)/.exec(page.url())?.[1]);

it('answers each ticket of the queue by one click, corrects a category and answers duplicates together by one key more', async () => {
  const tickets = await openTickets(SHORT_MORNING, world.report);
  const page = await agent();
  await page.goto('/tickets?status=open');
  const count = await byQueue(page, tickets);
  await page.getByText('8 of 8 done').waitFor();
  expect(await leftUndone(world.url, tickets)).toEqual([]);
  // The way to the queue, four singles and a group, the group's and a category's key.
  expect(count).toBe(1 + 4 + 1 + 2);
}, 60_000);

it('by keyboard alone: the urgent first, then the longest wait; no key does anything once they are off', async () => {
  const [one, two, three] = [await world.report('Gate'), await world.report('Fence'), await world.report('Hedge')];
  await world.send('POST', `/tickets/${three}/priority`, { priority: 'urgent' }, 'helpdesk');
  const page = await agent();
  const focused = async () => page.evaluate(() => document.activeElement?.id);
  await page.goto('/queue');
  await page.locator('#ticket-title', { hasText: `#${three}` }).waitFor();
  await page.keyboard.press('s');
  await page.locator('#ticket-head .status.active').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#ticket-title', { hasText: `#${one}` }).waitFor();
  await page.keyboard.press('2');
  await page.locator('#to-technical-it').waitFor({ state: 'detached' });
  // One key alone closes nothing.
  await page.keyboard.press('e');
  expect(await focused()).toBe('close-next');
  await page.keyboard.press('r');
  await page.keyboard.type('repaired');
  await page.keyboard.press('Control+Shift+Enter');
  await page.locator('#ticket-title', { hasText: `#${two}` }).waitFor();
  await page.keyboard.type('Somebody comes today');
  await page.keyboard.press('Control+Enter');
  await page.getByText('2 of 3 done').waitFor();
  expect([await ask(`/${one}`), await ask(`/${two}`)]).toMatchObject([
    { status: 'closed', category: 'technical-it', messageCount: 1 },
    { status: 'open', messageCount: 1 },
  ]);

  await page.goto('/queue');
  await page.keyboard.press('?');
  await page.locator('#keys button[name=keys]').click();
  await page.locator('body:not([data-shortcuts])').waitFor();
  const { href } = new URL(page.url());
  for (const key of ['1', 'e', 'r', 'A', 'Enter']) await page.keyboard.press(key);
  expect([page.url(), await focused(), await page.locator('#message-text').inputValue()]).toEqual([href, '', '']);
});

it('without JavaScript: what is sent leads on to the next, and the end says how many are done', async () => {
  const second = await world.report('Bench');
  const page = await agent(false);
  await page.goto('/queue');
  const first = numberIn(page);
  await page.locator('#message-text').fill('We come at noon');
  await page.locator('#send').click();
  await page.locator('#ticket-title', { hasText: `#${second}` }).waitFor();
  await page.locator('#message-text').fill('Painted');
  await page.locator('#close-next').click();
  await page.getByText('2 of 2 done').waitFor();
  expect([await ask(`/${first}`), await ask(`/${second}`)]).toMatchObject([
    { status: 'active', messageCount: 1 },
    { status: 'closed', messageCount: 1 },
  ]);
});

it.each([true, false])('leads through a list and back, JavaScript: %s', async (javaScriptEnabled) => {
  const word = javaScriptEnabled ? 'Trail' : 'Stairs';
  const one = await world.report(`${word} one`);
  const two = await world.report(`${word} two`);
  const three = await world.report(`${word} three`);
  const page = await agent(javaScriptEnabled);
  await page.goto(`/tickets?status=open&sort=opened&q=${word}`);
  await page.locator(`#ticket-${two} > a`).click();
  await page.locator('#next-ticket').click();
  await page.locator('#ticket-title', { hasText: `${word} three` }).waitFor();
  await page.locator('#previous-ticket').click();
  await page.locator('#previous-ticket').click();
  await page.locator('#ticket-title', { hasText: `${word} one` }).waitFor();
  expect(await page.locator('#previous-ticket').count()).toBe(0);
  // What is sent stays on the way.
  await page.locator('#message-text').fill('We look at it');
  await page.locator('#send').click();
  await page.getByRole('log').getByText('We look at it').waitFor();
  await page.locator('#message-text:placeholder-shown').waitFor();
  await page.locator('#message-text').fill('Repaired');
  await page.locator('#close summary').click();
  await page.locator('#close-next').click();
  await page.locator('#ticket-title', { hasText: `${word} two` }).waitFor();
  expect(await ask(`/${one}`)).toMatchObject({ status: 'closed', messageCount: 2 });
  await page.locator('.crumbs > a').click();
  await page.locator(`#ticket-${three}`).waitFor();
  expect(new URL(page.url()).searchParams.get('sort')).toBe('opened');
});

it('asks again before it closes what a user has written under meanwhile', async () => {
  const number = await world.report('Unseen');
  const page = await agent(false);
  await page.goto(`/tickets/${number}`);
  await world.send('POST', `/tickets/${number}/messages`, { text: 'It burns!' }, 'user');
  await page.locator('#message-text').fill('Repaired');
  await page.locator('#close summary').click();
  await page.locator('#close-for-good').click();
  await page.getByText('A new message has arrived').first().waitFor();
  await page.getByRole('log').getByText('It burns!').waitFor();
  expect(await page.locator('#message-text').inputValue()).toBe('Repaired');
  expect((await ask(`/${number}`))['status']).toBe('open');
  await page.locator('#close-for-good').click();
  await page.locator('#ticket-head .status.closed').waitFor();
});

it('closes none of several that a user has written under meanwhile, and says which', async () => {
  const [one, two, three] = [
    await world.report('Gutter A'),
    await world.report('Gutter B'),
    await world.report('Gutter C'),
  ];
  await world.send('POST', `/tickets/${two}/duplicate`, { of: one }, 'helpdesk');
  const page = await agent(false);
  const say = async (number: number, text: string) =>
    world.send('POST', `/tickets/${number}/messages`, { text }, 'user');
  await page.goto(`/tickets/${one}`);
  await say(two, 'It drips now');
  await page.locator(`[name=also][value="${two}"]`).check();
  await page.locator('#close summary').click();
  await page.locator('#close-for-good').click();
  await page.locator(`[data-refused="${two}"]`, { hasText: 'A new message has arrived' }).waitFor();
  expect([(await ask(`/${one}`))['status'], (await ask(`/${two}`))['status']]).toEqual(['closed', 'open']);
  await page.goto('/tickets?q=gutter');
  await say(three, 'Here too');
  for (const number of [two, three]) await page.locator(`[name=ticket][value="${number}"]`).check();
  await page.locator('.bulk-more summary').click();
  await page.getByRole('button', { name: 'Close all' }).click();
  await page.getByText('1 ticket closed').waitFor();
  await page.locator('.bulk-list', { hasText: `#${three}: A new message has arrived` }).waitFor();
  expect([(await ask(`/${two}`))['status'], (await ask(`/${three}`))['status']]).toEqual(['closed', 'open']);
});

it.each([true, false])('is taken, given away and urgent, JavaScript: %s', async (javaScriptEnabled) => {
  const number = await world.report(`Sparks come out of the socket ${javaScriptEnabled}`);
  const page = await agent(javaScriptEnabled);
  await page.goto(`/tickets/${number}`);
  await page.getByText('Looks urgent').waitFor();
  await page.locator('#set-urgent').click();
  await page.locator('#ticket-head .urgent').waitFor();
  expect(await page.getByText('Looks urgent').count()).toBe(0);
  await page.locator('#take-it').click();
  await page.locator('#release').waitFor();
  await page.goto('/tickets?status=open');
  await page.locator('#tab-assigned').click();
  await page.locator(`#ticket-${number} .who`).getByText('Karim').waitFor();
  await page.locator(`#ticket-${number} > a`).click();
  await page.locator('#assign-form summary').click();
  await page.locator('#assign-name').fill('Noor');
  await page.locator('#save-assignee').click();
  await page.locator('#assignee-form b').getByText('Noor').waitFor();
  expect(await ask(`/${number}`)).toMatchObject({ assignee: 'Noor', priority: 'urgent' });
  // Who writes is still who it was.
  await page.locator('#message-text').focus();
  await page.getByText('Writing as Karim').waitFor();
});

it('shows a user what a report is the same as, and how many it concerns', async () => {
  const [first, second] = [await world.report('Fountain is dry'), await world.report('No water in the fountain')];
  const page = await world.visit('user');
  await page.goto('/tickets?q=fountain');
  await page.locator(`#ticket-${second} + #ticket-${first}`).waitFor();
  // An open list puts them together.
  await world.send('POST', `/tickets/${second}/duplicate`, { of: first }, 'helpdesk');
  await page.locator(`#ticket-${first} + #ticket-${second}.under`).waitFor();
  await page.locator(`#ticket-${second} .same`).getByText(`Same as #${first}`).waitFor();
  expect(await page.locator(`#ticket-${first} .people`).getAttribute('data-n')).toBe('1');
  await page.locator(`#ticket-${second} > a`).click();
  await page
    .locator('#ticket-head')
    .getByRole('link', { name: `#${first}` })
    .click();
  await page.getByText('1 more report of this').waitFor();
});

it('browsers complained of nothing', () => {
  expect(world.complaints).toEqual([]);
});
