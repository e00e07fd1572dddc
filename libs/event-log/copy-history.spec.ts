import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { copyHistory } from './copy-history.js';
import { appendHistory } from './history.js';
import { nextNumbers } from './lookup.js';
import { readAfter, readHead } from './read.js';
import { appendOne, past, poolAs } from '#support/event-log.js';
import { verifyLog } from './verify.js';

let database: TestDatabase;
let owner: pg.Client;
let log: pg.Pool;

beforeEach(async () => {
  database = await createTestDatabase();
  owner = await openClient({ connectionString: database.url });
  log = poolAs(database.url, 'command');
});
afterEach(async () => {
  await Promise.all([log.end(), owner.end()]);
  await database.drop();
});

it('copies histories into an empty log as they are, on one chain with what comes after', async () => {
  const strange = JSON.stringify({ text: 'tab\tnew\nline\r back\\slash \\N "quoted" 🦆 \\.' });
  const pieces = [
    [past(1, { private: strange }), past(1, { stream: 'thing-2', data: '{"number":17}' })],
    [past(2, { version: 2, private: null, metadata: '{"role":"helpdesk"}' })],
  ];
  const head = await copyHistory(owner, pieces);
  expect(await readHead(log)).toEqual(head);
  expect(await verifyLog(log)).toMatchObject({ ok: true, events: 3 });
  const rows = await readAfter(log, 0, 10);
  expect(rows).toMatchObject(pieces.flat());

  expect(await nextNumbers(log, 1)).toEqual([18]);
  expect(await appendOne(log, { stream: 'thing-1', expectedVersion: 2 })).toMatchObject({ position: 4 });
  expect(await verifyLog(log)).toMatchObject({ ok: true, events: 4 });
});

it('goes on with what appendHistory writes', async () => {
  await copyHistory(owner, [[past(1)]]);
  await appendHistory(owner, [past(2, { version: 2 })]);
  expect(await verifyLog(log)).toMatchObject({ ok: true, events: 2 });
});

it.each([
  ['a version that is missing', [past(1), past(2, { version: 3 })], /version is missing/],
  ['a version that comes twice', [past(1), past(2)], /unique/],
  ['an event older than the one before', [past(2), past(1, { version: 2 })], /older/],
])('refuses %s, and leaves the log empty', async (_what, events, words) => {
  await expect(copyHistory(owner, [events])).rejects.toThrow(words);
  expect((await readHead(log)).position).toBe(0);
  await copyHistory(owner, [[past(1)]]);
});

it('refuses a log that holds anything', async () => {
  await copyHistory(owner, [[past(1)]]);
  await expect(copyHistory(owner, [[past(2, { version: 2 })]])).rejects.toThrow(/needs an empty one/);
  expect((await readHead(log)).position).toBe(1);
});
