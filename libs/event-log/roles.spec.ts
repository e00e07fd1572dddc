import { createPool, openClient } from '#libs/platform/database.js';
import { createTestDatabase, TEST_POSTGRES, databaseUrl, type TestDatabase } from '#support/servers.js';
import { eraseStream } from './erase.js';
import { migrateLog } from './migrate.js';
import { readAfter, readHead } from './read.js';
import { appendOne, poolAs } from '#support/event-log.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

type Who = 'owner' | 'command' | 'projector' | 'query' | 'operator';

async function tryAs(who: Who, sql: string): Promise<string> {
  const pool = who === 'owner' ? createPool({ connectionString: database.url }) : poolAs(database.url, who, 1);
  try {
    await pool.query(sql);
    return 'done';
  } catch (error) {
    return (error as Error).message;
  } finally {
    await pool.end();
  }
}

const FORBIDDEN = /permission denied/;

describe.each<Who>(['command', 'projector', 'query', 'operator'])('the role of %s', (who) => {
  it.each([
    `insert into log.events (position) values (1)`,
    `update log.events set private = null, salt = null`,
    `delete from log.events`,
    `truncate log.events`,
    `insert into log.commands (id) values ('x')`,
    `update log.log_identity set history_position = 9`,
    `insert into log.verifications (position, hash, compared) values (1, '', '{}')`,
    `delete from log.verifications`,
    `select setval('log.stream_numbers', 1)`,
    `alter table log.events disable trigger all`,
  ])('may not %s', async (sql) => {
    expect(await tryAs(who, sql)).toMatch(/permission denied|must be owner/);
  });
});

it('only the operator erases', async () => {
  const erase = `select log.erase('thing-1')`;
  expect(await tryAs('operator', erase)).toBe('done');
  for (const who of ['command', 'projector', 'query'] as const) expect(await tryAs(who, erase)).toMatch(FORBIDDEN);
});

it('only the command side appends, and sees commands and their key', async () => {
  const calls = ['select * from log.commands', 'select request_key from log.log_identity'];
  for (const sql of calls) {
    expect(await tryAs('command', sql)).toBe('done');
    for (const who of ['projector', 'query', 'operator'] as const) expect(await tryAs(who, sql)).toMatch(FORBIDDEN);
  }
  for (const who of ['projector', 'query'] as const) {
    const pool = poolAs(database.url, who, 1);
    await expect(appendOne(pool)).rejects.toThrow(FORBIDDEN);
    expect(await readAfter(pool, 0, 1)).toEqual(expect.any(Array));
    expect((await readHead(pool)).logId).toMatch(/-/);
    await pool.end();
  }
});

it('what was verified is for those who read', async () => {
  const sql = 'select * from log.verifications';
  for (const who of ['query', 'operator'] as const) expect(await tryAs(who, sql)).toBe('done');
  for (const who of ['command', 'projector'] as const) expect(await tryAs(who, sql)).toMatch(FORBIDDEN);
});

describe('not even the owner', () => {
  beforeAll(async () => {
    const pool = poolAs(database.url, 'command', 1);
    await appendOne(pool, { stream: 'thing-2' });
    await pool.end();
  });

  it.each([
    `update log.events set data = '{}'`,
    `update log.events set private = 'other'`,
    `update log.events set private = null`,
    `update log.events set private = null, salt = null`,
    `update log.commands set request_hash = null`,
    `update log.events set private = null, salt = null, type = 'Other'`,
    `delete from log.events`,
    `truncate log.events`,
    `update log.commands set answer = '{}'`,
    `update log.commands set request_hash = '\\x00'`,
    `delete from log.commands`,
    `truncate log.commands`,
  ])('may %s', async (sql) => {
    expect(await tryAs('owner', sql)).toMatch(/The log is never changed/);
  });

  it('but erase', async () => {
    const pool = createPool({ connectionString: database.url });
    expect(await eraseStream(pool, 'thing-2')).toBe(1);
    expect(await eraseStream(pool, 'thing-2')).toBe(0);
    await pool.end();
  });
});

it('migrates at once from several sides, and again, as an ordinary owner', async () => {
  const server = process.env[TEST_POSTGRES] ?? '';
  const admin = await openClient({ connectionString: databaseUrl(server, 'postgres') });
  const name = `test_owner_${process.pid}`;
  await admin.query(`create role ${name} login createrole password 'x'`);
  await admin.query(
    `grant helpdesk_command, helpdesk_projector, helpdesk_query, helpdesk_notifier, helpdesk_operator to ${name}`,
  );
  await admin.query(`create database ${name} owner ${name}`);
  const url = new URL(databaseUrl(server, name));
  url.username = name;
  url.password = 'x';

  await Promise.all([migrateLog(url.href), migrateLog(url.href), migrateLog(url.href)]);
  await migrateLog(url.href);

  const pool = poolAs(url.href, 'command', 1);
  expect(await appendOne(pool)).toMatchObject({ outcome: 'appended', position: 1 });
  await pool.end();
  await admin.query(`drop database ${name} with (force)`);
  await admin.query(`drop role ${name}`);
  await admin.end();
});

it('an upgrade replaces the functions of those of the version before', async () => {
  const owner = await openClient({ connectionString: database.url });
  await owner.query("delete from log.migrations where name like 'functions-%'");
  await migrateLog(database.url);
  const log = poolAs(database.url, 'command', 1);
  expect(await appendOne(log)).toMatchObject({ outcome: 'appended' });
  await Promise.all([owner.end(), log.end()]);
});
