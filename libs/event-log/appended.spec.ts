import type pg from 'pg';
import { createPool } from '#libs/platform/database.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { watchAppends, type AppendWatch } from './appended.js';
import { appendOne, poolAs } from '#support/event-log.js';

let database: TestDatabase;
let log: pg.Pool;
let watch: AppendWatch;
let heard: number[];
let wake = (): void => undefined;

beforeEach(async () => {
  database = await createTestDatabase();
  log = poolAs(database.url, 'command');
  heard = [];
  watch = watchAppends({ connectionString: database.url, application_name: 'listener' }, (position) => {
    heard.push(position);
    wake();
  });
  await hears(0);
});
afterEach(async () => {
  await watch.close();
  await log.end();
  await database.drop();
});

function hears(position: number): Promise<void> {
  return new Promise((resolve) => {
    wake = () => {
      if (heard.includes(position)) resolve();
    };
    wake();
  });
}

it('tells the last position of each append', async () => {
  await appendOne(log);
  await hears(1);
  await appendOne(log);
  await hears(2);
  expect(heard).toEqual([0, 1, 2]);
});

it('connects again after a lost connection, and tells what it missed', async () => {
  const owner = createPool({ connectionString: database.url });
  const { rows } = await owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'listener' and datname = current_database()",
  );
  expect(rows).toHaveLength(1);
  await owner.end();
  await appendOne(log);
  await hears(1);
});
