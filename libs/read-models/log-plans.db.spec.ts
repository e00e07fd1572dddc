import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { randomHistory } from '../../test/reference/history.js';
import type { RawEvent } from '../../test/reference/raw-event.js';
import { World } from '../../test/reference/world.js';
import { SeededRandom as Random } from '../../bin/random.js';
import { getTicket } from './queries/ticket.js';
import { readTexts } from './search/texts.js';

const FILLING = 4_000;
const FEW = 200;
let world: World;
let events: RawEvent[];

/** A young log: PostgreSQL knows nothing of its columns yet. */
beforeAll(async () => {
  world = await World.create('Europe/Rome');
  await world.owner.query('alter table log.events set (autovacuum_enabled = false)');
  const made = randomHistory(new Random(7), Date.parse('2026-03-27T10:00Z'), []);
  events = Array.from({ length: 40 }, () => made.next().value as RawEvent);
  await world.write(events);
  await world.owner.query(
    `insert into log.events (position, stream, version, event_id, type, schema_version, data, metadata, recorded_at, leaf, hash)
     select $1 + n, 'thing-' || n % 50, 1 + n / 50, gen_random_uuid(), 'Noted', 1, '{}', '{}', $2::timestamptz, sha256('x'), sha256('x')
     from generate_series(1, $3::integer) n`,
    [events.length, events.at(-1)?.recordedAt, FILLING],
  );
  await world.project(0, 1_000);
});
afterAll(() => world.close());

/** How many entries of the index of positions some work reads. */
async function readByPosition(db: Pick<pg.ClientBase, 'query'>, work: () => Promise<unknown>): Promise<number> {
  const read = async (): Promise<number> => {
    await db.query('select pg_stat_force_next_flush()');
    await world.owner.query('select pg_stat_clear_snapshot()');
    const { rows } = await world.owner.query<{ read: number }>(
      `select idx_tup_read::int as read from pg_stat_user_indexes where schemaname = 'log' and indexrelname = 'events_pkey'`,
    );
    return rows[0]?.read ?? 0;
  };
  const before = await read();
  await work();
  return (await read()) - before;
}

// The page of a ticket cost four times as much until the next ANALYZE.
it('reads the events of a ticket by its stream, not through all positions of a young log', async () => {
  const [{ stream = '' } = {}] = events;
  const id = stream.slice('ticket-'.length);
  const db = { query: world.query.query.bind(world.query) } as Pick<pg.ClientBase, 'query'>;
  const page = await readByPosition(db, async () => {
    expect((await getTicket(world.query, id)).ticket?.timeline.length).toBeGreaterThan(0);
  });
  const texts = await readByPosition(db, () => readTexts(world.query, [id], events.length + FILLING));
  const erasure = {
    position: events.length + FILLING + 1,
    stream,
    version: events.filter((event) => event.stream === stream).length + 1,
    type: 'TextErased',
    schemaVersion: 2,
    data: '{}',
    private: '{"reason":"asked"}',
    metadata: JSON.stringify({ role: 'operator', commandId: randomUUID(), correlationId: 'c' }),
    recordedAt: new Date((events.at(-1)?.recordedAt.getTime() ?? 0) + 1),
  };
  await world.write([erasure]);
  const refold = await readByPosition(world.projector, () => world.project(events.length + FILLING));
  expect(page).toBeLessThan(FEW);
  expect(texts).toBeLessThan(FEW);
  expect(refold).toBeLessThan(FEW);
});
