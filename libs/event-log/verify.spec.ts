import type pg from 'pg';
import { createPool } from '#libs/platform/database.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { append } from './append.js';
import { chainHash, leafOf } from './encoding.js';
import { eraseStream } from './erase.js';
import { numbers, readAt, readHead, ZERO_HASH } from './read.js';
import { anEvent, aRequest, poolAs } from '#support/event-log.js';
import { verifyLog } from './verify.js';

let database: TestDatabase;
let owner: pg.Pool;
let first: string;

beforeEach(async () => {
  database = await createTestDatabase();
  owner = createPool({ connectionString: database.url });
  const log = poolAs(database.url, 'command');
  const requests = [
    aRequest({ events: [anEvent(), anEvent()] }),
    aRequest(),
    aRequest({ events: [anEvent({ private: null })] }),
  ];
  await append(log, requests);
  first = requests[0]?.stream ?? '';
  await append(log, [
    aRequest({ stream: first, expectedVersion: 2 }),
    aRequest({ stream: first, expectedVersion: 3, events: [] }),
  ]);
  await log.end();
});
afterEach(async () => {
  await owner.end();
  await database.drop();
});

/** What an owner with bad intentions can do. */
async function tamper(sql: string): Promise<void> {
  await owner.query(`begin; alter table log.events disable trigger all; alter table log.commands disable trigger all; ${sql};
    alter table log.events enable trigger all; alter table log.commands enable trigger all; commit`);
}

it('finds an untouched log good, page by page', async () => {
  const told: number[] = [];
  const head = await readHead(owner);
  const result = await verifyLog(owner, { pageSize: 2, onProgress: (position) => told.push(position) });
  expect(result).toEqual({ ok: true, head, events: 5, erased: 0 });
  expect(told).toEqual([2, 4, 5]);
});

it('finds an empty log good', async () => {
  const empty = await createTestDatabase();
  const db = createPool({ connectionString: empty.url });
  expect(await verifyLog(db)).toMatchObject({ ok: true, events: 0, head: { position: 0 } });
  await db.end();
  await empty.drop();
});

const SWAP = `alter table log.events drop constraint events_position_check;
  update log.events set position = -position where position in (3, 4);
  update log.events set position = 7 + position where position < 0`;

it.each([
  [
    'a byte of the data',
    `update log.events set data = '{"size":2}' where position = 3`,
    3,
    /not the one that was written/,
  ],
  [
    'a byte of the private text',
    `update log.events set private = private || ' ' where position = 2`,
    2,
    /private text/,
  ],
  [
    'the role in the metadata',
    `update log.events set metadata = '{"role":"helpdesk"}' where position = 4`,
    4,
    /not the one/,
  ],
  ['a type', `update log.events set type = 'Denied' where position = 1`, 1, /not the one/],
  [
    'a time',
    `update log.events set recorded_at = recorded_at - interval '1 ms' where position = 2`,
    2,
    /time or place/,
  ],
  ['a hash', 'update log.events set hash = leaf where position = 3', 3, /chain breaks/],
  ['a leaf', 'update log.events set leaf = hash where position = 3', 3, /not the one/],
  ['a salt taken away', 'update log.events set salt = null where position = 1', 1, /lost its salt/],
  ['a row deleted', 'delete from log.events where position = 3', 3, /missing/],
  ['the first row deleted', 'delete from log.events where position = 1', 1, /missing/],
  ['two rows swapped', SWAP, 3, /chain breaks/],
  ['a stored answer moved', 'update log.commands set position = 2 where position = 3', 2, /stored answer/],
])('names the first bad position: %s', async (_, sql, position, reason) => {
  await tamper(sql);
  expect(await verifyLog(owner)).toMatchObject({ ok: false, bad: { position, reason: expect.stringMatching(reason) } });
});

it('finds a version out of turn although every hash was made again', async () => {
  await tamper('update log.events set version = 9 where position = 5; delete from log.commands');
  await rewriteChain(owner);
  expect(await verifyLog(owner)).toMatchObject({
    ok: false,
    bad: { position: 5, reason: expect.stringMatching(/version 9 where 3/) },
  });
});

describe('a checkpoint hash', () => {
  it('who remembers the log as it is agrees', async () => {
    const row = await readAt(owner, 4);
    const checkpointHashes = [{ position: 4, hash: row?.hash.toString('hex') ?? '', from: 'the checkpoint' }];
    expect(await verifyLog(owner, { checkpointHashes })).toMatchObject({ ok: true });
  });

  it('sees that the end was cut', async () => {
    const head = await readHead(owner);
    await tamper('delete from log.events where position = 5; delete from log.commands where position = 5');
    expect(await verifyLog(owner)).toMatchObject({ ok: true, events: 4 });
    const checkpointHashes = [{ position: head.position, hash: head.hash.toString('hex'), from: '--expect' }];
    const bad = { position: 5, reason: expect.stringMatching(/--expect knows position 5: its end was cut/) };
    expect(await verifyLog(owner, { checkpointHashes })).toMatchObject({ ok: false, bad });
  });

  it('sees that the log was written again from end to end', async () => {
    const head = await readHead(owner);
    await tamper(`update log.events set data = '{"size":2}' where position = 2`);
    await rewriteChain(owner);
    expect(await verifyLog(owner)).toMatchObject({ ok: true });
    const checkpointHashes = [{ position: 5, hash: head.hash.toString('hex'), from: 'JetStream' }];
    const bad = { position: 5, reason: expect.stringMatching(/JetStream knows another hash/) };
    expect(await verifyLog(owner, { checkpointHashes })).toMatchObject({ ok: false, bad });
  });
});

it('an erasure leaves the chain whole', async () => {
  expect(await eraseStream(owner, first)).toBe(3);
  const bad = { position: 1, reason: 'its text is gone, and no TextErased event says so' };
  expect(await verifyLog(owner)).toMatchObject({ ok: false, bad });
  const event = anEvent({ type: 'TextErased', private: null });
  await append(owner, [aRequest({ stream: first, expectedVersion: 3, events: [event] })]);
  const before = await readHead(owner);
  expect(await verifyLog(owner)).toEqual({ ok: true, head: before, events: 6, erased: 3 });
  const { rows } = await owner.query(
    `select count(*) filter (where private is not null)::int as texts,
    count(salt)::int as salts, (select count(request_hash)::int from log.commands where stream = $1 and position < 6) as sums
    from log.events where stream = $1`,
    [first],
  );
  expect(rows).toEqual([{ texts: 0, salts: 0, sums: 0 }]);
});

it('an erasure of one event covers that one only', async () => {
  const erase = async (position: number): Promise<void> => {
    const event = anEvent({ type: 'TextErased', data: JSON.stringify({ position }), private: null });
    const { rows } = await owner.query('select max(version)::int as v from log.events where stream = $1', [first]);
    await append(owner, [aRequest({ stream: first, expectedVersion: rows[0].v, events: [event] })]);
  };
  const { rows } = await owner.query('select position::int from log.events where stream = $1 order by 1', [first]);
  const [one, two] = rows.map(({ position }) => position);
  expect(await eraseStream(owner, first, undefined, one)).toBe(1);
  expect(await eraseStream(owner, first, undefined, two)).toBe(1);
  await erase(one);
  const reason = 'its text is gone, and no TextErased event says so';
  expect(await verifyLog(owner)).toMatchObject({ ok: false, bad: { position: two, reason } });
  await erase(two);
  expect(await verifyLog(owner)).toMatchObject({ ok: true, erased: 2 });
});

/** Makes every leaf and hash again from what is stored now. */
async function rewriteChain(db: pg.Pool): Promise<void> {
  const { rows } = await db.query({ text: 'select * from log.events order by position', types: numbers });
  let hash: Buffer = ZERO_HASH;
  for (const row of rows) {
    const parts = { stream: row.stream, version: row.version, type: row.type, data: row.data, metadata: row.metadata };
    const leaf = leafOf({
      ...parts,
      eventId: row.event_id,
      schemaVersion: row.schema_version,
      privateHash: row.private_hash,
    });
    hash = chainHash(hash, row.position, row.recorded_at, leaf);
    await tamperWith(db, 'update log.events set leaf = $2, hash = $3 where position = $1', [row.position, leaf, hash]);
  }
}

async function tamperWith(db: pg.Pool, sql: string, values: unknown[]): Promise<void> {
  await db.query('alter table log.events disable trigger all');
  await db.query(sql, values);
  await db.query('alter table log.events enable trigger all');
}
