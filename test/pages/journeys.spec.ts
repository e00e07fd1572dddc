/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { numberOf, startWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(async () => world.stop());

async function report(page: Page, description: string): Promise<number> {
  await page.getByRole('link', { name: 'Report a problem' }).first().click();
  await page.getByLabel('What is broken, and where?').fill(description);
  await page.getByRole('button', { name: 'Send report' }).click();
  return numberOf(page);
}

async function send(page: Page, text: string): Promise<void> {
  await page.getByLabel(/Write a message/).fill(text);
  await page.getByRole('button', { name: 'Send message' }).click();
  await page.getByRole('log').getByText(text).waitFor();
  // The text may come by the live updates before the answer, and what is sent until then is dropped.
  await page.locator('#message-text:placeholder-shown').waitFor();
}

describe.each([
  { kind: 'with JavaScript', javaScriptEnabled: true },
  { kind: 'without JavaScript', javaScriptEnabled: false },
])('$kind', ({ javaScriptEnabled }) => {
  it('a user reports, talks with the helpdesk, sees it closed and reports again', async () => {
    const user = await world.enter('user', { javaScriptEnabled });
    const number = await report(user, 'The lift in building A is stuck');
    await user.getByRole('heading', { level: 1, name: /The lift in building A is stuck/ }).waitFor();
    await send(user, 'Somebody is in it!');
    expect(await user.locator('.entry.own').count()).toBe(2);

    const helpdesk = await world.enter('helpdesk', { javaScriptEnabled });
    await helpdesk.goto('/tickets');
    await helpdesk.getByRole('link', { name: new RegExp(`^#${number} The lift`) }).click();
    await helpdesk.getByRole('button', { name: 'Start work' }).click();
    await helpdesk.getByRole('log').getByText('started work on this').waitFor();
    await send(helpdesk, 'We are on our way');

    await user.goto(`/tickets/${number}`);
    await user.getByRole('log').getByText('We are on our way').waitFor();

    await helpdesk.locator('#close > summary').click();
    await helpdesk.getByLabel(/Write a message/).fill('It runs again');
    await helpdesk.getByRole('button', { name: 'Close ticket', exact: true }).click();
    await helpdesk.locator('#ticket-head').getByText('Closed', { exact: true }).first().waitFor();
    expect(await helpdesk.getByRole('log').innerText()).toMatch(/It runs again[^]*closed this/);

    await user.goto(`/tickets/${number}`);
    await user.getByRole('heading', { name: `Ticket #${number} is closed` }).waitFor();
    // How it ended is told to whoever reported it, and not a word more.
    await user.locator('.own-end').getByText('It runs again').waitFor();
    expect(await user.content()).not.toMatch(/Somebody is in it|on our way/);
    const stranger = await world.visit('user', { javaScriptEnabled });
    await stranger.goto(`/tickets/${number}`);
    expect(await stranger.content()).not.toMatch(/Somebody is in it|on our way|runs again|building A/);
    await user.getByRole('link', { name: /Report again/ }).click();
    await user.getByLabel('What is broken, and where?').fill('It is stuck again');
    await user.getByRole('button', { name: 'Send report' }).click();
    await numberOf(user);
    await user
      .getByText('Follow-up to')
      .getByRole('link', { name: `#${number}` })
      .waitFor();
  }, 60_000);

  it('a description is edited, shows what changed and is taken back', async () => {
    const number = await world.report('The door squeaks');
    const page = await world.visit('helpdesk', { javaScriptEnabled });
    await page.goto(`/tickets/${number}`);
    await page.getByText('Edit description').click();
    await page.getByLabel('Description', { exact: true }).fill('The door of C-101 squeaks');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /The door of C-101 squeaks/ }).waitFor();
    await page.getByText('What changed').click();
    expect(await page.locator('ins').innerText()).toContain('of C-101');
    await page.getByRole('button', { name: 'Revert this change' }).click();
    await page.getByRole('heading', { level: 1, name: 'The door squeaks' }).waitFor();
  }, 30_000);

  it('what is wrong with a form is said, and what was typed stays', async () => {
    const page = await world.visit('user', { javaScriptEnabled });
    await page.goto('/tickets/new');
    const long = 'long '.repeat(900).trim();
    await page.getByLabel('What is broken, and where?').fill(long);
    await page.getByRole('button', { name: 'Send report' }).click();
    const summary = page.getByRole('alert');
    await summary.waitFor();
    // The title follows the swap.
    if (javaScriptEnabled) await page.waitForFunction(() => document.title.startsWith('Error: '));
    expect(await page.title()).toMatch(/^Error: /);
    expect(await page.getByLabel('What is broken, and where?').inputValue()).toBe(long);
    expect(await page.getByLabel('What is broken, and where?').getAttribute('aria-invalid')).toBe('true');
    expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true);
  }, 30_000);

  it('of two edits the later one shows both texts and lets choose', async () => {
    const number = await world.report('The clock is wrong');
    const page = await world.visit('user', { javaScriptEnabled });
    await page.goto(`/tickets/${number}`);
    await page.getByText('Edit description').click();
    await page.getByLabel('Description', { exact: true }).fill('The clock is five minutes late');
    await world.send('PATCH', `/tickets/${number}`, { description: 'The clock in hall 2 is wrong' }, 'helpdesk');
    // This notice moves the button: a click that meets it half-way would not count.
    if (javaScriptEnabled) await page.getByText('Someone else edited this').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Use mine' }).waitFor();
    expect(await page.locator('.conflict').innerText()).toContain('The clock in hall 2 is wrong');
    expect(await page.getByLabel('Description', { exact: true }).inputValue()).toBe('The clock is five minutes late');
    await page.getByRole('button', { name: 'Use mine' }).click();
    await page.getByRole('heading', { level: 1, name: /five minutes late/ }).waitFor();
  }, 30_000);

  it('a message to a ticket that was closed meanwhile goes on as a new one', async () => {
    const number = await world.report('The bin is full');
    const page = await world.visit('user', { javaScriptEnabled });
    await page.goto(`/tickets/${number}`);
    await page.getByLabel(/Write a message/).fill('It smells by now');
    for (const status of ['active', 'closed'])
      await world.send('POST', `/tickets/${number}/status`, { status }, 'helpdesk');
    if (javaScriptEnabled) {
      await page.getByText('was closed while you were writing').waitFor();
      // Nothing of a closed ticket stays with a user, its title in the tab neither.
      await page.waitForFunction(() => !document.title.includes('bin'));
    } else await page.getByRole('button', { name: 'Send message' }).click();
    await page.getByRole('button', { name: 'Send as a new ticket' }).click();
    await page.getByRole('heading', { level: 1, name: /It smells by now/ }).waitFor();
    expect(await page.locator('.follows').innerText()).toContain(`#${number}`);
  }, 30_000);

  it('the helpdesk chooses a figure and a period, and every number leads to its tickets', async () => {
    const page = await world.visit('helpdesk', { javaScriptEnabled });
    await page.goto('/tickets');
    await page.getByRole('link', { name: 'Analytics' }).click();
    await page.getByRole('link', { name: 'Last 24 hours' }).click();
    await page.locator('[aria-current=true]', { hasText: 'Last 24 hours' }).waitFor();
    const number = page.locator('#figure tfoot a').last();
    const count = Number(await number.innerText());
    expect(count).toBeGreaterThan(0);
    await number.click();
    await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor();
    expect(await page.locator('.row').count()).toBe(count);
    await page.goto('/analytics?analysis=active-by-category');
    expect(await page.locator('#figure tbody tr').count()).toBe(3);
  }, 30_000);

  it('the helpdesk walks through the backlog of a period', async () => {
    const page = await world.visit('helpdesk', { javaScriptEnabled });
    await page.goto('/analytics');
    await page.getByRole('link', { name: /^Backlog/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Backlog, day by day' }).waitFor();
    await page.getByText('Other period').click();
    await page.getByLabel('Last', { exact: true }).fill('36');
    await page.getByLabel('Unit').selectOption('hours');
    await page.getByRole('form', { name: 'Period', exact: true }).getByRole('button', { name: 'Show' }).click();
    await page.getByRole('heading', { name: 'Backlog, hour by hour in the last 36 hours' }).waitFor();
    expect(await page.locator('.chart .column').count()).toBe(37);
    const number = page.locator('#figure tbody tr').first().locator('a').last();
    const count = Number(await number.innerText());
    expect(count).toBeGreaterThan(0);
    await number.click();
    await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor();
    expect(await page.locator('.row').count()).toBe(count);
  }, 30_000);

  it('a user who comes to a page of the helpdesk is told, and has a way on', async () => {
    const page = await world.visit('user', { javaScriptEnabled });
    const answer = await page.goto('/analytics');
    expect(answer?.status()).toBe(403);
    await page.getByRole('button', { name: 'Switch to the helpdesk view' }).click();
    await page.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor();
  }, 30_000);
});

it('browsers complained of nothing', () => {
  expect(world.complaints).toEqual([]);
});
