import pg from 'pg';
import { readAfter, readHead } from '#libs/event-log/read.js';
import { World } from '../../../test/oracle/world.js';
import { rebuild } from '../rebuild/rebuild.js';
import { OF_ALL } from '../shelf.js';
import type { TicketFilter } from '../types.js';
import { listTickets } from './tickets.js';

/*
 * A log of more than two shelves, a hundred events in each millisecond, so that the shelves meet within one. Of equal times the
 * higher number comes first, and the numbers descend: what the shelf before holds of that millisecond belongs before what the
 * newer one holds. `leak` is on the newest shelf almost as often as fills a page.
 */
const EVENTS = 80_000;
const EDGE = 2 * 2 ** OF_ALL.bits;
const AT_EDGE = `n / 100 = ${Math.floor(EDGE / 100)}`;
const NEWEST = EVENTS - EDGE;
let world: World;

beforeAll(async () => {
  world = await World.create();
  await world.owner.query(`
    insert into log.events (position, stream, version, event_id, type, schema_version, data, private, metadata, recorded_at, leaf, hash)
    select n, 'ticket-' || gen_random_uuid(), 1, gen_random_uuid(), 'TicketOpened', 1,
      json_build_object('number', 100000 - n, 'classification',
        json_build_object('category', 'technical-it', 'confidence', 0.9, 'categorizerVersion', 'test')),
      json_build_object('words', '[]'::json, 'description', 'room' || n % 7 || case when ${AT_EDGE} or n < ${EDGE} and n % 31 = 0
        or n > ${EDGE} + 100 and n % ${Math.ceil(NEWEST / 48)} = 0 then ' leak' else '' end),
      json_build_object('role', 'user', 'commandId', n::text, 'correlationId', 'c'),
      timestamptz '2031-03-03T10:00Z' + n / 100 * interval '1 millisecond', '', ''
    from generate_series(1, ${EVENTS}) n`);
  await build();
}, 120_000);
afterAll(() => world.close());

async function build(): Promise<number> {
  const { compared } = await rebuild({
    connect: async () => {
      const client = new pg.Client({ connectionString: world.url, options: '-c role=helpdesk_projector' });
      await client.connect();
      return client;
    },
    log: {
      readAfter: (after, limit) => readAfter(world.owner, after, limit),
      readHead: () => readHead(world.owner),
    },
    timeZone: 'UTC',
    strict: true,
    compare: true,
  });
  return compared.reduce((sum, { differences }) => sum + differences, 0);
}

/** Page by page. */
async function searched(filter: TicketFilter): Promise<number[]> {
  const found: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await listTickets(world.query, { ...filter, q: 'leak', cursor });
    found.push(...page.items.map(({ number }) => number));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return found;
}

async function lookedAtAll({ status }: TicketFilter): Promise<number[]> {
  const { rows } = await world.query.query<{ number: number }>(
    `select t.number from tickets t join texts x using (ticket_id)
     where x.description like '% leak' and ($1::text[] is null or t.status = any($1))
     order by t.modified_at desc, t.number desc`,
    [status ?? null],
  );
  return rows.map(({ number }) => number);
}

const OPEN: TicketFilter = { status: ['open', 'active'] };

it.each([{}, OPEN])('finds every match in order with %j, where shelves meet within a millisecond', async (filter) => {
  const expected = await lookedAtAll(filter);
  expect(expected.length).toBeGreaterThan(1_000);
  expect(await searched(filter)).toEqual(expected);
});

it('finds what was modified since on its new shelf, as if computed anew', async () => {
  const { rows } = await world.owner.query<{ stream: string }>(
    `select stream from log.events where position % 977 = 0 or private::json ->> 'description' like '%leak' and position % 5 = 0 order by position`,
  );
  const recordedAt = new Date('2031-03-04T10:00Z');
  await world.write(
    rows.map(({ stream }, i) => ({
      position: EVENTS + 1 + i,
      stream,
      version: 2,
      type: 'StatusChanged',
      data: '{"from":"open","to":"active"}',
      private: null,
      metadata: '{"role":"helpdesk","commandId":"c","correlationId":"c"}',
      recordedAt,
    })),
  );
  await world.project(EVENTS);
  expect(await searched({})).toEqual(await lookedAtAll({}));
  expect(await searched(OPEN)).toEqual(await lookedAtAll(OPEN));
  expect(await build()).toBe(0);
});
