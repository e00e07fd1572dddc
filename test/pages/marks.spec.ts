/// <reference lib="dom" />
import { shareWorld, type World } from './world.js';

let world: World;
const numbers: number[] = [];
beforeAll(async () => {
  world = await shareWorld();
  for (let i = 1; i <= 5; i++) numbers.push(await world.report(`Mark ${i}`));
}, 60_000);
afterAll(async () => world.stop());

const LIST = '/tickets?status=open&status=active&sort=opened&q=mark';
const box = (index: number): string => `[name=ticket][value="${numbers[index]}"]`;

it('marks a range, a page and more than a page, and says on each button how many there are', async () => {
  const page = await world.visit('helpdesk');
  await page.goto(`${LIST}&limit=3`);
  await page.locator(box(0)).check();
  await page.locator(box(2)).click({ modifiers: ['Shift'] });
  await page.locator('#bulk button [data-count]', { hasText: '3' }).first().waitFor();
  expect(await page.locator('#pick-all').isChecked()).toBe(true);
  await page.locator(box(1)).uncheck();
  await page.locator('#next-page').click();
  await page.locator(box(4)).check();
  await page.locator('.bulk-count', { hasText: '3' }).waitFor();
  await page.locator('#bulk-category').selectOption('services-complaints');
  await page.getByRole('button', { name: 'Move' }).click();
  await page.getByText('3 tickets moved').waitFor();
  await page.goto(LIST);
  await page.locator('#pick-all').check();
  await page.locator('.bulk-count', { hasText: '5' }).waitFor();
  await page.locator('#bulk-category').selectOption('services-complaints');
  await page.getByRole('button', { name: 'Move' }).click();
  await page.getByText('2 tickets moved').waitFor();
  expect(await page.locator('[data-refused]', { hasText: 'Already in this category' }).count()).toBe(3);
  // Those stay marked: they are let go.
  await page.locator('#unmark').click();
  expect(await page.locator('#rows [name=ticket]:checked').count()).toBe(0);
});

it('says that an active ticket is active already, and starts the others', async () => {
  const page = await world.visit('helpdesk');
  await world.send('POST', `/tickets/${numbers[0]}/status`, { status: 'active' }, 'helpdesk');
  await page.goto(LIST);
  await page.locator(box(0)).check();
  await page.locator(box(1)).check();
  await page.getByRole('button', { name: 'Start work' }).click();
  await page.getByText('Work started on 1 ticket').waitFor();
  expect(await page.locator(`[data-refused="${numbers[0]}"]`).innerText()).toContain('Already active');
});

it('has marks and bar agree after Back, also when the list is renewed', async () => {
  const page = await world.visit('helpdesk');
  await page.goto(LIST);
  await page.locator(box(2)).check();
  await page.locator(box(3)).check();
  await page.goto('/privacy');
  await page.goBack();
  await page.locator('.bulk-count', { hasText: /^\s*2 / }).waitFor();
  expect(await page.locator('#rows [name=ticket]:checked').count()).toBe(2);
  await world.send('POST', `/tickets/${numbers[4]}/messages`, { text: 'Well?' }, 'user');
  await page.locator(`#ticket-${numbers[4]} .talk`).waitFor();
  await page.locator('.bulk-count', { hasText: /^\s*2 / }).waitFor();
  expect(await page.locator('#rows [name=ticket]:checked').count()).toBe(2);
});

it('marks several as reports of the same', async () => {
  const page = await world.visit('helpdesk');
  await page.goto(LIST);
  await page.locator(box(2)).check();
  await page.locator(box(3)).check();
  await page.getByRole('button', { name: 'Same problem' }).click();
  await page.getByText('1 ticket marked as the same').waitFor();
  expect(await page.locator(`#ticket-${numbers[3]} .same`).innerText()).toBe(`Same as #${numbers[2]}`);
});

it('browsers complained of nothing', () => {
  expect(world.complaints).toEqual([]);
});
