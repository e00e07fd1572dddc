import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { importEvents } from './import-events.js';
import { findNumbers, nextNumber } from './lookup.js';
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

it('writes the past with its own times, on one chain with what comes after', async () => {
  await importEvents(owner, [[past(1)], [past(2, { stream: 'thing-2' })]]);
  const head = await importEvents(owner, [[past(2, { version: 2 }), past(3, { version: 3, private: null })]]);
  expect(await readHead(log)).toEqual(head);
  expect(await appendOne(log, { stream: 'thing-1', expectedVersion: 3 })).toMatchObject({
    outcome: 'appended',
    position: 5,
  });

  const rows = await readAfter(log, 0, 10);
  expect(rows.slice(0, 4).map((row) => row.recordedAt.toISOString().slice(14))).toEqual([
    '01:00.123Z',
    '02:00.123Z',
    '02:00.123Z',
    '03:00.123Z',
  ]);
  expect(await verifyLog(log)).toMatchObject({ ok: true, events: 5 });
});

it('is refused once the log has lived', async () => {
  await importEvents(owner, [[past(1)]]);
  await appendOne(log);
  await expect(importEvents(owner, [[past(2, { version: 2 })]])).rejects.toThrow(/needs an empty log/);
  expect((await readHead(log)).position).toBe(2);
});

it.each([
  ['an event older than the one before', [past(2), past(1, { version: 2 })], /older/],
  ['an event of the future', [past(1, { recordedAt: new Date(Date.now() + 60_000) })], /yet to come/],
  ['a version too high', [past(1, { version: 2 })], /version 2 is out of turn/],
  ['a version twice', [past(1), past(2)], /comes twice/],
  ['a version that is missing', [past(1), past(2, { version: 3 })], /version 3 is out of turn/],
  [
    'versions in another order',
    [past(1), past(2, { version: 3 }), past(3, { version: 2 })],
    /version 3 is out of turn/,
  ],
])('is refused with nothing kept: %s', async (_, events, reason) => {
  await expect(importEvents(owner, [events])).rejects.toThrow(reason);
  expect((await readHead(log)).position).toBe(0);
});

it('is for the owner only', async () => {
  const client = await log.connect();
  await expect(importEvents(client, [[past(1)]])).rejects.toThrow(/permission denied/);
  client.release();
});

it('does not give out its numbers again', async () => {
  await importEvents(owner, [
    [past(1, { data: '{"number":17}' }), past(2, { stream: 'thing-2', data: '{"number":3,"x":1}' })],
  ]);
  expect(await findNumbers(log, [3, 17, 18])).toEqual(
    new Map([
      [3, 'thing-2'],
      [17, 'thing-1'],
    ]),
  );
  expect(await nextNumber(owner)).toBe(18);
});

it('keeps every text as it is', async () => {
  const strange = JSON.stringify({ text: 'tab\tnew\nline\r back\\slash \\N "quoted" 🦆 \\.' });
  const pieces = [
    [past(1, { private: strange }), past(1, { stream: 'thing-2', data: '{"number":17}' })],
    [past(2, { version: 2, private: null, metadata: '{"role":"helpdesk"}' })],
  ];
  await importEvents(owner, pieces);
  expect(await readAfter(log, 0, 10)).toMatchObject(pieces.flat());
  expect(await verifyLog(log)).toMatchObject({ ok: true, events: 3 });
});

it('restores an export with the same hashes', async () => {
  await importEvents(owner, [
    [past(1), past(2, { version: 2 }), past(3, { version: 3, type: 'TextErased', private: null })],
  ]);
  const { rows } =
    await owner.query(`select stream, version, event_id as "eventId", type, schema_version as "schemaVersion", data,
    private, metadata, recorded_at as "recordedAt", salt, private_hash as "privateHash" from log.events order by position`);
  const other = await createTestDatabase();
  const empty = await openClient({ connectionString: other.url });
  const without = { private: null, salt: null };

  const restored = await importEvents(empty, [[{ ...rows[0], ...without }, { ...rows[1], ...without }, rows[2]]]);

  expect(restored.hash).toEqual((await readHead(log)).hash);
  expect(await verifyLog(empty)).toMatchObject({ ok: true, erased: 2 });
  await empty.end();
  await other.drop();
});
