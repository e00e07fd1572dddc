/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { numberOf, startWorld, type OwnWorld } from './world.js';

let world: OwnWorld;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(async () => world.stop());

const message = (page: Page) => page.getByLabel(/Write a message/);
const focusedId = async (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);

describe('a new report', () => {
  it('while one writes, tells what looks alike and who will get it; one click says "me too"', async () => {
    const number = await world.report('The projector in B-204 shows no picture');
    const page = await world.visit('user');
    await page.goto('/tickets/new');
    await page.getByLabel('What is broken, and where?').pressSequentially('Projector in B-204 is dark');
    const alike = page.locator('#similar');
    await alike.getByText('Already reported?').waitFor();
    await alike.getByText(/based on/).waitFor();
    await alike.getByText('Technical IT').waitFor();
    expect(await focusedId(page)).toBe('description');
    await alike.getByRole('button', { name: `Affects me too: ticket ${number}` }).click();
    await page.locator('#ticket-head').getByText('You are affected too').waitFor();
    expect(await numberOf(page)).toBe(number);
    await page.goto('/tickets/new');
    // It was said there: nothing is left half written here.
    expect(await page.getByLabel('What is broken, and where?').inputValue()).toBe('');
  }, 30_000);

  it('without JavaScript what looks alike comes after sending', async () => {
    const number = await world.report('The beamer in hall 7 flickers');
    const page = await world.visit('user', { javaScriptEnabled: false });
    await page.goto('/tickets/new');
    await page.getByLabel('What is broken, and where?').fill('Hall 7: beamer flickers and hums');
    await page.getByRole('button', { name: 'Send report' }).click();
    await page.getByRole('heading', { name: /Thank you/ }).waitFor();
    await page.getByRole('button', { name: `Affects me too: ticket ${number}` }).click();
    expect(await numberOf(page)).toBe(number);
    await page.locator('#ticket-head').getByText('You are affected too').waitFor();
  }, 30_000);

  it('is prefilled by its address, and stays with the browser that sent it', async () => {
    const page = await world.visit('user');
    await page.goto(`/tickets/new?description=${encodeURIComponent('Room C-101: ')}`);
    const field = page.getByLabel('What is broken, and where?');
    expect(await field.inputValue()).toBe('Room C-101: ');
    await field.pressSequentially('no chalk');
    await page.getByLabel(/Your name/).fill('Ada');
    await page.getByRole('button', { name: 'Send report' }).click();
    const number = await numberOf(page);
    expect(await page.getByLabel(/Your name/).inputValue()).toBe('Ada');
    await message(page).fill('And no sponge');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('log').getByText('And no sponge').waitFor();
    await page.goto('/tickets?mine=1');
    expect(await page.locator('.row').count()).toBe(1);
    await page.locator(`#ticket-${number}`).getByText('My ticket').waitFor();
    const other = await world.visit('user');
    await other.goto('/tickets?mine=1');
    expect(await other.locator('.row').count()).toBe(0);
    await other.goto(`/tickets/${number}`);
    const words = other.getByRole('log').locator('.message', { hasText: 'And no sponge' });
    expect(await words.locator('.actor').innerText()).toBe('Ada Reporter');
  }, 30_000);
});

it('Ctrl+Enter sends; pressed twice it is one message; the focus stays in the box', async () => {
  const number = await world.report('The tap drips');
  const page = await world.visit('user');
  await page.goto(`/tickets/${number}`);
  await message(page).fill(`Like #${number}, but warm`);
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Control+Enter');
  const sent = page.getByRole('log').locator('.message');
  await sent.first().waitFor();
  // It may come by the live updates before the answer, and what is sent until then is dropped.
  await page.locator('#message-text:placeholder-shown').waitFor();
  expect(await focusedId(page)).toBe('message-text');
  await message(page).fill('Second');
  await page.getByRole('button', { name: 'Send message' }).dblclick();
  await page.getByRole('log').getByText('Second').waitFor();
  expect(await focusedId(page)).toBe('send');
  await page.reload();
  expect(await sent.count()).toBe(2);
  expect(
    await sent
      .first()
      .getByRole('link', { name: `#${number}` })
      .getAttribute('href'),
  ).toBe(`/tickets/${number}`);
}, 30_000);

it.each([true, false])(
  'a name typed once stays with every message (JavaScript: %s)',
  async (javaScriptEnabled) => {
    const number = await world.report('The stairs are wet');
    const page = await world.visit('user', { javaScriptEnabled });
    await page.goto(`/tickets/${number}`);
    await message(page).focus();
    await page.getByLabel(/Your name/).fill('Ada');
    for (const text of ['First', 'Second']) {
      await message(page).fill(text);
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.getByRole('button', { name: 'Send message' }).click();
      await answered;
      await page.getByRole('log').getByText(text).waitFor();
      expect(await page.getByLabel(/Your name/).inputValue()).toBe('Ada');
    }
    const other = await world.visit('user');
    await other.goto(`/tickets/${number}`);
    expect(await other.locator('.message .actor', { hasText: 'Ada' }).count()).toBe(2);
  },
  30_000,
);

it('nobody is another person to themselves, nor a user and the reporter at once', async () => {
  const page = await world.visit('user');
  await page.goto('/tickets/new');
  await page.getByLabel('What is broken, and where?').fill('The piano in the foyer is out of tune');
  await page.getByRole('button', { name: 'Send report' }).click();
  const number = await numberOf(page);
  await message(page).fill('All keys');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('log').getByText('All keys').waitFor();
  const other = await world.visit('user');
  await other.goto(`/tickets/${number}`);
  expect(await other.locator('.message .actor').innerText()).toBe('Reporter');
  await other.getByRole('button', { name: /Affects me too/ }).click();
  await other.locator('#ticket-head').getByText('You are affected too').waitFor();
  expect(await other.locator('#ticket-head').innerText()).not.toMatch(/more (person|people) affected/);
  await page.reload();
  expect(await page.locator('#ticket-head').innerText()).toContain('1 more person affected');
}, 30_000);

it('near its limit a text says how long it is', async () => {
  const page = await world.visit('user');
  await page.goto('/tickets/new');
  const field = page.getByLabel('What is broken, and where?');
  await field.fill('x'.repeat(3_000));
  expect(await page.locator('.count-typed').count()).toBe(0);
  await field.fill('\u{1F525}'.repeat(4_001));
  expect(await page.locator('.count-typed').innerText()).toBe('4,001 / 4,000');
}, 30_000);

it('a text far too long comes back to be shortened, also without JavaScript', async () => {
  const page = await world.visit('user', { javaScriptEnabled: false });
  await page.goto('/tickets/new');
  const long = '\u{1F525}'.repeat(9_000);
  await page.getByLabel('What is broken, and where?').fill(long);
  await page.getByRole('button', { name: 'Send report' }).click();
  await page.getByRole('alert').getByText('4,000 characters').waitFor();
  expect(await page.getByLabel('What is broken, and where?').inputValue()).toBe(long);
}, 30_000);

it('an edit that was begun before somebody else changed the text still meets it after a reload', async () => {
  const number = await world.report('The well is dry');
  const page = await world.visit('user');
  await page.goto(`/tickets/${number}`);
  await page.getByText('Edit description').click();
  await page.getByLabel('Description', { exact: true }).fill('The well in yard 3 is dry');
  await world.send('PATCH', `/tickets/${number}`, { description: 'The well is dry since May' }, 'helpdesk');
  await page.reload();
  expect(await page.getByLabel('Description', { exact: true }).inputValue()).toBe('The well in yard 3 is dry');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('link', { name: 'Keep theirs' }).waitFor();
  expect(await page.locator('.conflict').innerText()).toContain('since May');
  await page.getByRole('link', { name: 'Keep theirs' }).click();
  await page.getByRole('heading', { level: 1, name: /since May/ }).waitFor();
  expect(await page.getByText('We restored what you typed here before').count()).toBe(0);
}, 30_000);

it('a form made in another role is not sent, and keeps its text', async () => {
  const number = await world.report('The gate is shut');
  const page = await world.visit('user');
  await page.goto(`/tickets/${number}`);
  await message(page).fill('It was open yesterday');
  const other = await page.context().newPage();
  await other.goto('/tickets');
  await other.getByRole('button', { name: 'Helpdesk', exact: true }).click();
  await other.getByRole('link', { name: 'Analytics' }).waitFor();
  await page.getByRole('button', { name: 'Send message' }).click();
  await page.getByRole('alert').getByText('You switched roles in another tab').waitFor();
  expect(await message(page).inputValue()).toBe('It was open yesterday');
  expect(await page.getByRole('log').locator('.message').count()).toBe(0);
  await page.getByRole('button', { name: 'Send message' }).click();
  await page.getByRole('log').getByText('It was open yesterday').waitFor();
}, 30_000);

it.each([true, false])(
  'a form whose browser has forgotten the role is sent all the same (JavaScript: %s)',
  async (on) => {
    const number = await world.report('The clock in the aula stands still');
    const page = await world.visit('user', { javaScriptEnabled: on });
    await page.goto(`/tickets/${number}`);
    await message(page).fill('It says ten past two');
    await page.context().clearCookies();
    // The message may come by the live updates before the answer with its cookies does.
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: 'Send message' }).click();
    await answered;
    await page.getByRole('log').getByText('It says ten past two').waitFor();
    await page.goto('/tickets');
    expect(new URL(page.url()).pathname).toBe('/tickets');
  },
  30_000,
);

it('the focus has a place after each swap', async () => {
  const number = await world.report('The lamp is dark');
  const page = await world.visit('helpdesk');
  const after = async (name: RegExp | string, act: () => Promise<unknown>): Promise<string | undefined> => {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await act();
    await answered;
    await page.getByText(name).first().waitFor();
    return focusedId(page);
  };
  await page.goto(`/tickets/${number}`);
  expect(await after('started work', () => page.getByRole('button', { name: 'Start work' }).click())).toBe(
    'status-fact',
  );
  expect(await after('confirmed', () => page.getByRole('button', { name: 'Confirm' }).click())).toBe('category-form');
  await page.getByText('Edit description').click();
  await page.getByLabel('Description', { exact: true }).fill('The lamp of F-2 is dark');
  await after('The lamp of F-2', () => page.getByRole('button', { name: 'Save', exact: true }).click());
  expect(await focusedId(page)).toBe('SUMMARY');
  await page.locator('#close > summary').click();
  await after('closed this', () => page.getByRole('button', { name: 'Close ticket', exact: true }).click());
  expect(['composer', 'send']).toContain(await focusedId(page));
}, 30_000);

it('browsers complained of nothing', () => {
  expect(world.complaints).toEqual([]);
});

describe('when something is away', () => {
  it('a message that cannot be saved stays in its box, and the page says so', async () => {
    const number = await world.report('The clock stands still');
    const pages = [await world.visit('user'), await world.visit('user', { javaScriptEnabled: false })];
    await world.apps.apps['command-api'].stop();
    for (const page of pages) {
      await page.goto(`/tickets/${number}`);
      await message(page).fill('Since Monday');
      await page.getByRole('button', { name: 'Send message' }).click();
      await page.getByRole('alert').getByText('could not save this just now').first().waitFor();
      expect(await message(page).inputValue()).toBe('Since Monday');
    }
  }, 60_000);

  it('without its database a page says so in plain words', async () => {
    const page = await world.visit('user');
    await world.loseDatabase();
    // Nobody has just asked for this list, so that it is read.
    const answer = await page.goto('/tickets?sort=number');
    expect([500, 503]).toContain(answer?.status());
    await page.getByRole('heading', { level: 1, name: /Something went wrong|Busy/ }).waitFor();
    expect(await page.getByRole('link', { name: 'Back to tickets' }).count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Try again' }).getAttribute('href')).toBe('/tickets?sort=number');
    expect(await page.locator('main').innerText()).not.toMatch(/select|relation|database|stack/i);
  }, 60_000);
});
