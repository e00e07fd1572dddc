import type pg from 'pg';
import { createPool } from '#libs/platform/database.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { append } from './append.js';
import { readAfter, readHead } from './read.js';
import { anEvent, aRequest, poolAs } from '#support/event-log.js';
import { verifyLog } from './verify.js';

let database: TestDatabase;
let pools: pg.Pool[];
let owner: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = createPool({ connectionString: database.url });
  pools = [poolAs(database.url, 'command', 24), poolAs(database.url, 'command', 24)];
});
afterAll(async () => {
  await Promise.all([...pools, owner].map((pool) => pool.end()));
  await database.drop();
});

/** Appends until it wins, reading the version again after each lost race. */
async function write(db: pg.Pool, stream: string, events: number): Promise<void> {
  let expectedVersion = 0;
  for (;;) {
    const more = Array.from({ length: events }, () => anEvent());
    const [result] = await append(db, [aRequest({ stream, expectedVersion, events: more }), aRequest()]);
    if (result?.outcome === 'appended') return;
    if (result?.outcome !== 'conflict') throw new Error(JSON.stringify(result));
    expectedVersion = result.version;
  }
}

it('64 writers of two pools leave no hole, and nobody reading along ever misses an event', async () => {
  const writers = 64;
  const streams = ['shared-a', 'shared-b', 'shared-c'];
  let seen = 0;
  const writing = new AbortController();
  const reader = (async () => {
    while (!writing.signal.aborted || seen < (await readHead(owner)).position) {
      for (const row of await readAfter(owner, seen, 500)) {
        expect(row.position).toBe(seen + 1);
        seen = row.position;
      }
    }
  })();
  await Promise.all(
    Array.from({ length: writers }, (_, index) =>
      write(pools[index % 2] as pg.Pool, streams[index % 3] as string, 1 + (index % 2)),
    ),
  );
  writing.abort();
  await reader;

  const { rows } = await owner.query(
    `select stream, max(version) as last, count(*)::int as events from log.events where stream like 'shared-%' group by 1`,
  );
  expect(rows.reduce((sum, row) => sum + row.events, 0)).toBe(writers * 1.5);
  for (const row of rows) expect(row.last).toBe(row.events);
  expect(await verifyLog(owner)).toMatchObject({ ok: true, events: seen });
});

it('one command sent by many at once happens once', async () => {
  const request = aRequest();
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, index) => append(pools[index % 2] as pg.Pool, [request])),
  );
  const outcomes = results.flat().map((result) => result.outcome);
  expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(39);
});
