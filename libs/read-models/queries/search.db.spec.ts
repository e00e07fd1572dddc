import { makeRows } from '../../../bench/read/rows.js';
import { World } from '../../../test/oracle/world.js';
import type { TicketFilter } from '../types.js';
import { bestTickets, RANKED } from './best.js';
import { COUNTED_UP_TO, countTickets } from './counts.js';
import { occurrenceOf, searchWays, type SearchedList, type SearchWay } from './search.js';
import { listTickets } from './tickets.js';

/** So many that a word in 3 of 100 is found through the newest weeks. */
const TICKETS = 40_000;
let world: World;

beforeAll(async () => {
  world = await World.create();
  await makeRows(world.owner, TICKETS);
}, 60_000);
afterAll(() => world.close());

const list: SearchedList = { openOnly: false, newestFirst: true, limit: 50 };

async function ways(typed: string[], asked = list): Promise<SearchWay[]> {
  return searchWays(await occurrenceOf(world.query, typed), asked);
}

it.each([
  ['the list for a word in every ticket', ['room'], list, 'list'],
  ['the list where too many words begin so', ['i'], list, 'list'],
  ['the index for a rare word', ['id4321'], list, 'words'],
  ['the index for two words', ['id4321', 'seat7'], list, 'words'],
  ['the shelf of the open ones', ['day5'], { ...list, openOnly: true }, 'shelves'],
  ['the list for a word in every open one', ['room'], { ...list, openOnly: true }, 'list'],
  ['all of them in another order', ['day5'], { ...list, newestFirst: false }, 'words'],
])('goes through %s', async (_what, typed, asked, expected) => {
  expect((await ways(typed, asked))[0]).toMatchObject({ by: expected });
});

it('goes through one shelf after the other, and where that takes too long through all words', async () => {
  const [first, second] = await ways(['day5']);
  expect(first).toMatchObject({ by: 'shelves', of: 'all', inTurn: true });
  expect(second).toMatchObject({ by: 'words' });
});

it.each([
  ['day5', {}],
  ['day5', { status: ['open', 'active'] }],
  ['day5', { status: ['open', 'active'], sort: 'opened' }],
  ['day5', { status: ['active'] }],
  ['day5', { waiting: true }],
  ['day5', { status: ['closed'], category: ['technical-it'] }],
  ['day5', { sort: 'opened' }],
  ['seat7', {}],
  ['seat7 prin', {}],
  ['prin broken', {}],
  ['broken prin', { status: ['open', 'active'] }],
  ['zzz', {}],
] as const)('finds by %s with %j what a plain look at every text finds', async (q, filter) => {
  const numbers: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await listTickets(world.query, { ...(filter as TicketFilter), q, cursor, limit: 200 });
    numbers.push(...page.items.map((item) => item.number));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(numbers).toEqual(await lookAtAll(q.split(' '), filter));
});

it.each(['room', 'day5', 'seat7', 'seat7 prin', 'zzz'])(
  'counts for %s what a plain look finds, up to the bound',
  async (q) => {
    const filters = {
      all: { q },
      closed: { q, status: ['closed'] },
      pending: { q, status: ['open', 'active'] },
      active: { q, status: ['active'] },
      waiting: { q, waiting: true },
      computers: { q, category: ['technical-it'] },
    } as const;
    const counts = await countTickets<keyof typeof filters>(world.query, filters);
    for (const [name, filter] of Object.entries(filters)) {
      const found = (await lookAtAll(q.split(' '), filter)).length;
      const expected = { count: Math.min(found, COUNTED_UP_TO), more: found > COUNTED_UP_TO };
      expect([name, counts[name as keyof typeof filters]]).toEqual([name, expected]);
    }
  },
);

it('puts the best of the newest matches first', async () => {
  const newest = (await listTickets(world.query, { q: 'seat7 broken', limit: RANKED }, RANKED)).items;
  const { items, nextCursor } = await bestTickets(world.query, { q: 'seat7 broken', limit: 200 });
  const whole = (text: string | null): boolean => / seat7 /.test(` ${text} `);
  const wholes = newest.filter(({ description }) => whole(description));
  expect(wholes.length).toBeGreaterThan(2);
  expect(wholes.length).toBeLessThan(newest.length);
  expect(nextCursor).toBeNull();
  expect(new Set(items.slice(0, wholes.length).map(({ number }) => number))).toEqual(
    new Set(wholes.map(({ number }) => number)),
  );
});

it('says that there are more where it has not looked at all', async () => {
  const status = ['closed'] as const;
  const openedFrom = new Date(Date.now() - 90 * 86_400_000);
  const { found } = await countTickets(world.query, { found: { q: 'day5', status, openedFrom } }, 300);
  expect(found.more).toBe(true);
  expect(found.count).toBeLessThan(300);
});

async function lookAtAll(words: readonly string[], filter: TicketFilter): Promise<number[]> {
  const { rows } = await world.query.query<{ number: number }>(
    `select t.number from tickets t join texts x using (ticket_id)
     where (select bool_and(' ' || x.description like '% ' || w || '%') from unnest($1::text[]) w)
       and ($2::text[] is null or t.status = any($2)) and ($3::text[] is null or t.category = any($3))
       and ($4::boolean is null or t.waiting = $4)
     order by ${filter.sort === 'opened' ? 't.opened_at, t.number' : 't.modified_at desc, t.number desc'}`,
    [words, filter.status ?? null, filter.category ?? null, filter.waiting ?? null],
  );
  return rows.map(({ number }) => number);
}
