/// <reference lib="dom" />
import type { Page } from 'playwright-core';
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
const SINGLES = ['Lamp', 'Door', 'Chair', 'Window', 'Tap', 'Blind', 'Clock', 'Shelf', 'Mirror', 'Carpet', 'Bell'];
const ROOMS = ['A-101', 'B-202'];
const GROUPS = [
  [
    'The wifi of the library is down',
    'No wifi in the library',
    'Library wifi is down again',
    'Wifi in the library is gone',
  ],
  ['The lift of house D is stuck', 'Lift in house D stuck', 'House D: the lift is stuck', 'Stuck lift in house D'],
];

/** The whole job in the long run; otherwise a small one of the same kind. */
const JOB = process.env['RUN_LONG']
  ? {
      groups: GROUPS,
      singles: ROOMS.flatMap((room) => SINGLES.map((thing) => `${thing} broken in ${room}`)),
      close: 20,
      wrong: 6,
    }
  : {
      groups: GROUPS.slice(0, 1),
      singles: SINGLES.slice(0, 4).map((thing) => `${thing} broken in A-101`),
      close: 5,
      wrong: 1,
    };
const TICKETS = JOB.groups.flat().length + JOB.singles.length;
/**
 * What the job took in the version before, counted the same way: 4 clicks to answer a ticket (row, box, send, back to the list), 7 to
 * answer and close it, one for each category.
 */
const BEFORE = (TICKETS - JOB.close) * 4 + JOB.close * 7 + JOB.wrong;

it(`takes a third of the ${BEFORE} clicks and keys of before to answer ${TICKETS} tickets and close ${JOB.close}`, async () => {
  const numbers: number[] = [];
  for (const description of [...JOB.groups.flat(), ...JOB.singles]) numbers.push(await world.report(description));
  const groups = JOB.groups.map((group, index) => numbers.slice(4 * index, 4 * index + group.length));
  const first = numbers.length - JOB.singles.length;
  const wrong = new Set(numbers.slice(first, first + JOB.wrong));
  const closing = new Set(numbers.slice(0, JOB.close));
  const page = await agent();
  let count = 0;
  const click = async (selector: string): Promise<void> => {
    count++;
    await page.locator(selector).click();
  };
  const press = async (key: string): Promise<void> => {
    count++;
    await page.keyboard.press(key);
  };
  await page.goto('/tickets?status=open');
  await click('nav a[href="/queue"]');
  for (;;) {
    await page.locator('#message-text, main .empty').first().waitFor();
    const number = numberIn(page);
    if (!number) break;
    if (groups.some((group) => group.includes(number))) {
      await press('d');
      // The reply goes to all of them, unless their marks are taken away.
      await page.locator('.also input:checked').nth(2).waitFor();
    }
    if (wrong.has(number)) {
      await press('3');
      await page.getByText('Set by the helpdesk').waitFor();
    }
    await press('r');
    await page.keyboard.type('Done');
    await Promise.all([page.waitForEvent('load'), click(closing.has(number) ? '#close-next' : '#send')]);
  }
  await page.getByText(`${TICKETS} of ${TICKETS} done`).waitFor();
  process.stdout.write(`${TICKETS} answered, ${JOB.close} closed: ${count} clicks and keys, ${BEFORE} before\n`);
  const { items } = (await ask('?sort=number&limit=200')) as {
    items: { number: number; status: string; category: string; messageCount: number }[];
  };
  expect(
    items.map(({ number, status, messageCount }) => ({ number, messageCount, closed: status === 'closed' })),
  ).toEqual(numbers.map((number) => ({ number, messageCount: 1, closed: closing.has(number) })));
  expect(items.filter(({ number, category }) => wrong.has(number) && category !== 'services-complaints')).toEqual([]);
  expect(count).toBeLessThanOrEqual(BEFORE / 3);
}, 180_000);

it.each([true, false])('leads through a list and back, JavaScript: %s', async (javaScriptEnabled) => {
  const word = javaScriptEnabled ? 'Trail' : 'Stairs';
  const one = await world.report(`${word} one`);
  const two = await world.report(`${word} two`);
  const three = await world.report(`${word} three`);
  const page = await agent(javaScriptEnabled);
  await page.goto(`/tickets?status=open&sort=opened&q=${word}`);
  await page.locator(`#ticket-${two} .row-title`).click();
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
  await page.locator(`#ticket-${number} .row-title`).click();
  await page.locator('#assign-form summary').click();
  await page.locator('#assign-name').fill('Noor');
  await page.locator('#save-assignee').click();
  await page.locator('#assignee-form b').getByText('Noor').waitFor();
  expect(await ask(`/${number}`)).toMatchObject({ assignee: 'Noor', priority: 'urgent' });
  // Who writes is still who it was.
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
  await page.locator(`#ticket-${second} .row-title`).click();
  await page
    .locator('#ticket-head')
    .getByRole('link', { name: `#${first}` })
    .click();
  await page.getByText('1 more report of this').waitFor();
});

it('browsers complained of nothing', () => {
  expect(world.complaints).toEqual([]);
});
