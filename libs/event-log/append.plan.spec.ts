import type pg from 'pg';
import { createPool } from '#libs/platform/database.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { append } from './append.js';
import { readStreams } from './read.js';
import { aRequest, poolAs } from '#support/event-log.js';

let database: TestDatabase;
let owner: pg.Pool;
let log: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = createPool({ connectionString: database.url, max: 1 });
  log = poolAs(database.url, 'command', 1);
});
afterAll(async () => {
  await Promise.all([log.end(), owner.end()]);
  await database.drop();
});

/** Rows that were read by walking through a whole table, so far. */
async function walked(): Promise<number> {
  await log.query('select pg_stat_force_next_flush()');
  await owner.query('select pg_stat_clear_snapshot()');
  const { rows } = await owner.query(
    "select sum(seq_tup_read)::int as read from pg_stat_user_tables where schemaname = 'log' and relname in ('events', 'commands')",
  );
  return rows[0].read;
}

const batch = (size: number) => Array.from({ length: size }, () => aRequest());

// 30,000 appends a second fell to 1,000 until the next ANALYZE.
it('goes on by index when the plans were made while the tables were tiny', async () => {
  await append(log, batch(5));
  await owner.query('analyze log.events, log.commands');
  for (let again = 0; again < 8; again++) {
    const requests = batch(1);
    await append(log, requests);
    await readStreams(
      log,
      requests.map((request) => request.stream),
      [0],
    );
  }
  const before = await walked();

  for (let again = 0; again < 10; again++) {
    const requests = batch(200);
    await append(log, requests);
    await readStreams(
      log,
      requests.map((request) => request.stream),
      requests.map(() => 0),
    );
  }

  expect((await walked()) - before).toBe(0);
});
