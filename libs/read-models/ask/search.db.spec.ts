import { makeRows } from '../../../bench/read/rows.js';
import { World } from '../../../test/oracle/world.js';
import { READ } from '../schema.js';
import type { TicketFilter } from '../types.js';
import { searchWays } from './search.js';
import { COUNTED_UP_TO, countTickets, listTickets } from './tickets.js';

/** So many that a word in 3 of 100 is found through the newest weeks. */
const TICKETS = 40_000;
let world: World;

beforeAll(async () => {
  world = await World.create();
  await makeRows(world.owner, TICKETS);
}, 60_000);
afterAll(() => world.close());

const list = { openOnly: false, newestFirst: true, limit: 50 };

it.each([
  ['the list for a word in every ticket', ['room'], list, 'list'],
  ['the list where too many words begin so', ['i'], list, 'list'],
  ['the index for a rare word', ['id4321'], list, 'words'],
  ['the index for two words', ['day5', 'seat7'], list, 'words'],
  ['the open ones', ['day5'], { ...list, openOnly: true }, 'words'],
  ['all of them in another order', ['day5'], { ...list, newestFirst: false }, 'words'],
])('goes through %s', async (_what, typed, asked, expected) => {
  expect(await searchWays(world.query, typed, asked)).toMatchObject([{ by: expected }]);
});

it('goes through more and more weeks for many matches, and at last through all', async () => {
  const ways = await searchWays(world.query, ['day5'], list);
  const weeks = ways.map((way) => (way.by === 'words' ? (way.weeks ?? Infinity) : 0));
  expect(weeks.length).toBeGreaterThan(1);
  expect(weeks[0]).toBeLessThan(40);
  expect(weeks.at(-1)).toBe(Infinity);
});

it.each([
  ['day5', {}],
  ['day5', { status: ['open', 'active'] }],
  ['day5', { status: ['closed'], category: ['technical-it'] }],
  ['day5', { sort: 'opened' }],
  ['seat7', {}],
  ['seat7 prin', {}],
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
    } as const;
    const counts = await countTickets<keyof typeof filters>(world.query, filters);
    for (const [name, filter] of Object.entries(filters)) {
      const found = (await lookAtAll(q.split(' '), filter)).length;
      const expected = { count: Math.min(found, COUNTED_UP_TO), more: found > COUNTED_UP_TO };
      expect([name, counts[name as keyof typeof filters]]).toEqual([name, expected]);
    }
  },
);

async function lookAtAll(words: readonly string[], filter: TicketFilter): Promise<number[]> {
  const { rows } = await world.query.query<{ number: number }>(
    `select t.number from ${READ}.tickets t join ${READ}.texts x using (generation, ticket_id)
     where (select bool_and(' ' || x.description like '% ' || w || '%') from unnest($1::text[]) w)
       and ($2::text[] is null or t.status = any($2)) and ($3::text[] is null or t.category = any($3))
     order by ${filter.sort === 'opened' ? 't.opened_at, t.number' : 't.modified_at desc, t.number desc'}`,
    [words, filter.status ?? null, filter.category ?? null],
  );
  return rows.map(({ number }) => number);
}
