import type { Page } from 'playwright-core';
import { shareWorld, type World } from './world.js';

let world: World;
let lift: number;

beforeAll(async () => {
  world = await shareWorld();
  lift = await world.report('The lift of the library is stuck');
  await message(lift, 'We called the workshop. The gearbox needs oil. It comes on Monday.');
}, 60_000);
afterAll(async () => world.stop());

/** Waits until the pages show it. */
async function message(number: number, text: string): Promise<void> {
  const response = await world.send('POST', `/tickets/${number}/messages`, { text }, 'user');
  const { position } = (await response.json()) as { position: number };
  const headers = { 'Helpdesk-Role': 'helpdesk', 'Helpdesk-Wait-For': String(position) };
  await fetch(`${world.url}/api/tickets/${number}`, { headers });
}

describe.each([
  { kind: 'with JavaScript', javaScriptEnabled: true },
  { kind: 'without JavaScript', javaScriptEnabled: false },
])('$kind', ({ javaScriptEnabled }) => {
  async function searched(q: string): Promise<Page> {
    const page = await world.visit('user', { javaScriptEnabled });
    await page.goto('/tickets');
    if (javaScriptEnabled) await page.getByRole('searchbox').pressSequentially(q);
    else {
      await page.getByRole('searchbox').fill(q);
      await page.getByRole('searchbox').press('Enter');
    }
    return page;
  }

  it('the sentence of a message is shown with its words marked, and leads to the message', async () => {
    const page = await searched('library gearbox');
    const sentence = page.locator(`#ticket-${lift} + .found`);
    await sentence.getByText('The gearbox needs oil.').waitFor();
    expect(await sentence.locator('mark').allInnerTexts()).toEqual(['gearbox']);
    await sentence.getByRole('link').click();
    await page.waitForURL(new RegExp(`/tickets/${lift}#event-\\d+$`));
    const target = await page.locator(':target').innerText();
    expect(target).toContain('The gearbox needs oil.');
  }, 30_000);

  it('what is shown for a mistyped search is said, and just what was typed is one click away', async () => {
    const page = await searched('libary gaerbox');
    await page
      .getByText('No results for “\u2068libary gaerbox\u2069”. Showing “\u2068library gearbox\u2069”.')
      .waitFor();
    await page.locator(`#ticket-${lift}`).waitFor();
    await page.getByRole('link', { name: /Search only for/ }).click();
    await page.getByText('No tickets found').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('"libary" "gaerbox"');
  }, 30_000);

  it.each(['', '#', 'ticket '])(
    'the number of a ticket behind %j and Enter open it',
    async (before) => {
      const page = await searched(`${before}${lift}`);
      if (javaScriptEnabled) {
        await page
          .locator('#rows > .row:first-child')
          .and(page.locator(`#ticket-${lift}`))
          .waitFor();
        await page.getByRole('searchbox').press('Enter');
      }
      await page.waitForURL(new RegExp(`/tickets/${lift}$`));
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('The lift of the library is stuck');
    },
    30_000,
  );
});

it('the sentence goes with its row when the ticket no longer fits', async () => {
  const number = await world.report('The gate of the garage squeaks');
  await message(number, 'The hinge is rusty.');
  const page = await world.visit('helpdesk');
  const stream = page.waitForResponse((response) => response.url().includes('/stream'));
  await page.goto('/tickets?status=open&q=rusty');
  await stream;
  await page.locator('.found', { hasText: 'The hinge is rusty.' }).waitFor();
  await world.send('POST', `/tickets/${number}/status`, { status: 'active' }, 'helpdesk');
  await page.locator(`#ticket-${number}`).getByText('is no longer in this list').waitFor();
  expect(await page.locator('.rows > .found').count()).toBe(0);
}, 30_000);

it('browsers complained of nothing', () => {
  expect(world.complaints).toEqual([]);
});
