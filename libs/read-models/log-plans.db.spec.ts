import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { readHead } from '#libs/event-log/read.js';
import { randomHistory } from '../../test/reference/history.js';
import type { RawEvent } from '../../test/reference/raw-event.js';
import { World } from '../../test/reference/world.js';
import { SeededRandom as Random } from '../../bin/random.js';
import { getTicket } from './queries/ticket.js';
import { readTexts } from './search/texts.js';

const FILLING = 4_000;
const FEW = 200;
const END = new Date('2036-01-01T00:00Z');
let world: World;
let events: RawEvent[];

const idOf = (event: RawEvent | undefined): string => event?.stream.slice('ticket-'.length) ?? '';

/** The erasure of a ticket, at the end of the log. */
async function erase(stream: string): Promise<number> {
  const position = (await readHead(world.owner)).position + 1;
  const version = events.filter((event) => event.stream === stream).length + 1;
  const metadata = JSON.stringify({ role: 'operator', commandId: randomUUID(), correlationId: 'c' });
  const parts = { type: 'TextErased', schemaVersion: 2, data: '{}', private: '{"reason":"asked"}', metadata };
  await world.write([{ position, stream, version, recordedAt: new Date(END.getTime() + position), ...parts }]);
  return position;
}

/** A log that has grown since PostgreSQL looked at it: then it held the events of one ticket. */
beforeAll(async () => {
  world = await World.create('Europe/Rome');
  await world.owner.query('alter table log.events set (autovacuum_enabled = false)');
  // As the projector has it.
  await world.projector.query('set plan_cache_mode = force_generic_plan; set enable_seqscan = off');
  const made = randomHistory(new Random(7), Date.parse('2026-03-27T10:00Z'), []);
  events = Array.from({ length: 40 }, () => made.next().value as RawEvent);
  await world.write(events.slice(0, 1));
  await world.owner.query('analyze log.events');
  await world.write(events.slice(1));
  await world.project(0);
  const at = await erase(events.findLast(({ version }) => version === 1)?.stream ?? '');
  await world.project(at - 1);
  await world.owner.query(
    `insert into log.events (position, stream, version, event_id, type, schema_version, data, metadata, recorded_at, leaf, hash)
     select $1 + n, 'thing-' || n % 50, 1 + n / 50, gen_random_uuid(), 'Noted', 1, '{}', '{}', $2::timestamptz, sha256('x'), sha256('x')
     from generate_series(1, $3::integer) n`,
    [at, END, FILLING],
  );
  await world.project(at, 1_000);
});
afterAll(() => world.close());

/** How many events some work reads by walking through positions or the whole table. */
async function rowsRead(db: Pick<pg.ClientBase, 'query'>, work: () => Promise<unknown>): Promise<number> {
  const read = async (): Promise<number> => {
    await db.query('select pg_stat_force_next_flush()');
    await world.owner.query('select pg_stat_clear_snapshot()');
    const { rows } = await world.owner.query<{ read: number }>(
      `select (idx_tup_read + seq_tup_read)::int as read from pg_stat_user_indexes join pg_stat_user_tables using (relid)
       where indexrelname = 'events_pkey' and relid = 'log.events'::regclass`,
    );
    return rows[0]?.read ?? 0;
  };
  const before = await read();
  await work();
  return (await read()) - before;
}

// The page of a ticket cost four times as much until the next ANALYZE.
it('reads the events of a ticket by its stream, not through all positions of a young log', async () => {
  const [first] = events;
  const db = { query: world.query.query.bind(world.query) } as Pick<pg.ClientBase, 'query'>;
  const page = await rowsRead(db, async () => {
    expect((await getTicket(world.query, idOf(first))).ticket?.timeline.length).toBeGreaterThan(0);
  });
  const texts = await rowsRead(db, () => readTexts(world.query, [idOf(first)], FILLING));
  const at = await erase(first?.stream ?? '');
  const refold = await rowsRead(world.projector, () => world.project(at - 1));
  expect(page).toBeLessThan(FEW);
  expect(texts).toBeLessThan(FEW);
  expect(refold).toBeLessThan(FEW);
});
