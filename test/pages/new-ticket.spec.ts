/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { numberOf, shareWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await shareWorld();
  await world.report('The projector in B-204 shows no picture');
}, 60_000);
afterAll(async () => world.stop());

const button = (page: Page) => page.getByRole('button', { name: 'Send report' });
const top = async (page: Page): Promise<number | undefined> => (await button(page).boundingBox())?.y;

it.each([
  [390, 844],
  [768, 1024],
  [1440, 900],
])(
  'at %i x %i px the focus is in the text, and the button stays in sight and where it is',
  async (width, height) => {
    const page = await world.visit('user', { viewport: { width, height } });
    await page.goto('/tickets/new');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('description');
    const before = await top(page);
    expect(before).toBeLessThan(height - 20);
    await page.keyboard.type('Smoke from the projector in B-204, no picture');
    await page.getByText('Is anyone in danger?').waitFor();
    await page.getByText('Already reported?').waitFor();
    expect(await top(page)).toBe(before);
    await page.keyboard.type('\nand more\n'.repeat(12));
    expect(await top(page)).toBe(before);

    const places = await page.evaluate(() =>
      ['#description', '#similar', '.new-ticket .actions'].map((one) => {
        const { top: y, right, left } = (document.querySelector(one) as Element).getBoundingClientRect();
        return { y, right, left };
      }),
    );
    const [field, hints] = places as [(typeof places)[0], (typeof places)[0]];
    // Beside the field where there is room, else below it.
    expect(width >= 1024 ? hints.left > field.right : hints.y > field.y).toBe(true);
  },
  30_000,
);

it('whoever has the same problem says so from the hints, and Enter sends the report', async () => {
  const page = await world.visit('user');
  await page.goto(`/tickets/new?description=${encodeURIComponent('Projector in B-204: no picture')}`);
  await page
    .getByRole('button', { name: /Affects me too: ticket/ })
    .first()
    .click();
  await numberOf(page);
  await page.getByText('You are affected too').first().waitFor();
  // Enter in the name sends the report, not the hint above it.
  await page.goto(`/tickets/new?description=${encodeURIComponent('The projector in B-204 shows no picture again')}`);
  await page.getByText('Already reported?').waitFor();
  await page.getByLabel('Your name (optional)').press('Enter');
  await page.getByRole('heading', { name: /Thank you/ }).waitFor();
  expect(await page.getByText('You are affected too').count()).toBe(0);
}, 30_000);

it('words of danger are answered after sending too, without JavaScript', async () => {
  const page = await world.visit('user', { javaScriptEnabled: false });
  await page.goto('/tickets/new');
  await page.getByLabel('What is broken, and where?').fill('A student is trapped in the lift');
  await button(page).click();
  await numberOf(page);
  expect(await page.locator('.thanks').innerText()).toContain('Is anyone in danger? Call the emergency services now.');
});

it('the helpdesk reports for somebody on the phone, and reads the number out', async () => {
  const page = await world.visit('helpdesk');
  await page.goto('/tickets/new');
  await page.getByLabel('What is broken, and where?').fill('No heating in the office C-101');
  await page.getByLabel('Reported for (optional)').fill('Ada Rossi');
  await button(page).click();
  const number = await numberOf(page);
  const shown = page.locator('.read-out b');
  expect(await shown.innerText()).toBe(String(number));
  expect(await shown.evaluate((one) => parseFloat(getComputedStyle(one).fontSize))).toBeGreaterThanOrEqual(28);
  await page.getByText('Ada Rossi').first().waitFor();

  const user = await world.visit('user');
  await user.goto('/tickets/new');
  expect(await user.getByLabel('Reported for (optional)').count()).toBe(0);
}, 30_000);
