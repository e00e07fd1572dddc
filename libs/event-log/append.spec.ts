import { createHash } from 'node:crypto';
import type pg from 'pg';
import { createPool } from '#libs/platform/database.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { append, type AppendRequest, type AppendResult } from './append.js';
import { chainHash, leafOf, privateHashOf } from './encoding.js';
import { numbers, readAfter, readHead, readStream, ZERO_HASH } from './read.js';
import { verifyLog } from './verify.js';
import { anEvent, appendOne, aRequest, poolAs } from '#support/event-log.js';

let database: TestDatabase;
let owner: pg.Pool;
let log: pg.Pool;

beforeEach(async () => {
  database = await createTestDatabase();
  owner = createPool({ connectionString: database.url });
  log = poolAs(database.url, 'command');
});
afterEach(async () => {
  await Promise.all([log.end(), owner.end()]);
  await database.drop();
});

describe('a batch', () => {
  it('numbers events by the log and by their stream, in the order of the commands', async () => {
    const first = aRequest({ events: [anEvent(), anEvent()] });
    const second = aRequest();

    const results = await append(log, [first, second]);

    expect(results).toMatchObject([
      { outcome: 'appended', stream: first.stream, version: 2, position: 2 },
      { outcome: 'appended', stream: second.stream, version: 1, position: 3 },
    ]);
    const rows = await readAfter(log, 0, 10);
    expect(rows.map(({ position, stream, version }) => [position, stream, version])).toEqual([
      [1, first.stream, 1],
      [2, first.stream, 2],
      [3, second.stream, 1],
    ]);
  });

  it('keeps every byte', async () => {
    const event = anEvent({ data: '{"a": "ü\\u0000 \\"x\\\\ 🏫"}', private: '{ "text":"{1,2}\\n" }', metadata: '{}' });
    const { stream } = (await appendOne(log, { events: [event] })) as { stream: string };
    expect(await readStream(log, stream)).toMatchObject([event]);
  });

  it('chains each event to the one before it, private text by its salted hash', async () => {
    await append(log, [aRequest({ events: [anEvent(), anEvent({ private: null })] }), aRequest()]);
    await append(log, [aRequest()]);
    await append(log, [aRequest({ events: [anEvent({ private: null })] })]);

    const { rows } = await owner.query({ text: 'select * from log.events order by position', types: numbers });
    let previous: Buffer = ZERO_HASH;
    for (const row of rows) {
      expect(row.private_hash).toEqual(row.private === null ? null : privateHashOf(row.salt, row.private));
      const { stream, version, type, data, metadata } = row;
      const parts = { stream, version, type, data, metadata, eventId: row.event_id, schemaVersion: row.schema_version };
      expect(row.leaf).toEqual(leafOf({ ...parts, privateHash: row.private_hash }));
      previous = chainHash(previous, row.position, row.recorded_at, row.leaf);
      expect(row.hash).toEqual(previous);
    }
    expect(rows).toHaveLength(5);
    expect(await readHead(log)).toMatchObject({ position: 5, hash: previous });
  });

  it('lets a stale command fail alone, and says where its stream is', async () => {
    const { stream } = (await appendOne(log)) as { stream: string };
    const stale = aRequest({ stream, expectedVersion: 0 });
    const ahead = aRequest({ expectedVersion: 7 });
    const good = aRequest();

    const results = await append(log, [stale, ahead, good]);

    expect(results).toMatchObject([
      { outcome: 'conflict', version: 1, position: 1 },
      { outcome: 'conflict', version: 0 },
      { outcome: 'appended', position: 2 },
    ]);
    expect(await readAfter(log, 0, 10)).toHaveLength(2);
  });

  it('lets a command that PostgreSQL cannot keep fail alone', async () => {
    const nul = aRequest({ events: [anEvent({ private: 'a\0b' })] });
    const results = await append(log, [aRequest(), nul, aRequest()]);
    expect(results).toMatchObject([
      { outcome: 'appended' },
      { outcome: 'failed' },
      { outcome: 'appended', position: 2 },
    ]);
  });

  it('decides between two commands on one stream, should they meet', async () => {
    const first = aRequest();
    const results = await append(log, [first, aRequest({ stream: first.stream })]);
    expect(results).toMatchObject([
      { outcome: 'appended', version: 1 },
      { outcome: 'conflict', version: 1 },
    ]);
  });

  it('gives numbers in the order of the log, to the facts and to the stored response', async () => {
    const opening = () =>
      aRequest({
        response: '{"number":0,"status":201}',
        events: [anEvent({ data: '{"number":0,"size":"ü"}' }), anEvent()],
      });
    const batch = [opening(), aRequest(), opening()];
    const alone = aRequest({ response: '{"number":0}', events: [anEvent({ data: '{"number":0}', private: null })] });

    const results = [...(await append(log, batch)), ...(await append(log, [alone]))];

    expect(results).toMatchObject([{ number: 1 }, { number: null }, { number: 2 }, { number: 3 }]);
    const rows = await readAfter(log, 0, 10);
    const facts = rows.map(({ data }) => JSON.parse(data) as object);
    expect(facts).toEqual([
      { number: 1, size: 'ü' },
      { size: 1 },
      { size: 1 },
      { number: 2, size: 'ü' },
      { size: 1 },
      { number: 3 },
    ]);
    expect(await verifyLog(owner)).toMatchObject({ ok: true, events: 6 });
    expect(await append(log, [batch[2] as AppendRequest, alone])).toMatchObject([
      { outcome: 'duplicate', response: '{"number":2,"status":201}' },
      { outcome: 'duplicate', response: '{"number":3}' },
    ]);
  });

  it('gives no number to what was not appended, and none to later events', async () => {
    const opening = aRequest({ response: '{"number":0}', events: [anEvent({ data: '{"number":0}' })] });
    await append(log, [opening]);
    const later = aRequest({ stream: opening.stream, expectedVersion: 1, events: [anEvent({ data: '{"number":0}' })] });
    const late = aRequest({ stream: opening.stream, events: [anEvent({ data: '{"number":0}' })] });
    const other = aRequest({ events: [anEvent({ data: '{"number":0}' })] });
    expect(await append(log, [later, { ...late, commandId: 'late' }, other])).toMatchObject([
      { outcome: 'appended', number: null },
      { outcome: 'conflict' },
      { outcome: 'appended', number: 2 },
    ]);
    expect(await verifyLog(owner)).toMatchObject({ ok: true, events: 3 });
  });

  it('gives a number to one stream only', async () => {
    const numbered = () => aRequest({ events: [anEvent({ data: '{"number":7}' })] });
    expect(await append(log, [numbered(), numbered(), aRequest()])).toMatchObject([
      { outcome: 'appended' },
      { outcome: 'failed' },
      { outcome: 'appended' },
    ]);
  });
});

describe('a command id that is known', () => {
  it('gives the stored response, whatever happened to the stream since', async () => {
    const request = aRequest({ response: '{"status":201,"said":"first"}' });
    const [first] = await append(log, [request]);
    await appendOne(log, { stream: request.stream, expectedVersion: 1 });

    const [again] = await append(log, [{ ...request, response: '{"said":"second"}', events: [anEvent()] }]);

    const { number, ...place } = first as AppendResult & { number: null };
    expect(number).toBeNull();
    expect(again).toEqual({ ...place, outcome: 'duplicate', same: true, response: request.response });
    expect(await readAfter(log, 0, 10)).toHaveLength(2);
  });

  it('says so when something else was asked then', async () => {
    const request = aRequest();
    await append(log, [request]);
    const requestHash = createHash('sha256').update('something else').digest();
    expect(await append(log, [{ ...request, requestHash }])).toMatchObject([{ outcome: 'duplicate', same: false }]);
  });

  it('does not disturb the others of its batch', async () => {
    const request = aRequest({ events: [anEvent(), anEvent()] });
    await append(log, [request]);
    const other = aRequest({ events: [anEvent({ type: 'Other' })] });
    expect(await append(log, [request, other])).toMatchObject([
      { outcome: 'duplicate', position: 2 },
      { outcome: 'appended', position: 3 },
    ]);
    expect(await readStream(log, other.stream)).toMatchObject([{ type: 'Other' }]);
  });
});

describe('a no-op', () => {
  it('keeps the answer without an event, at the place of the last one', async () => {
    const { stream } = (await appendOne(log)) as { stream: string };
    await appendOne(log);
    const noOp = aRequest({ stream, expectedVersion: 1, events: [], response: '{"status":200}' });

    expect(await append(log, [noOp])).toMatchObject([{ outcome: 'appended', stream, version: 1, position: 1 }]);
    expect(await append(log, [noOp])).toMatchObject([{ outcome: 'duplicate', same: true, response: '{"status":200}' }]);
    expect((await readHead(log)).position).toBe(2);
  });

  it('needs the fresh version like any other', async () => {
    const { stream } = (await appendOne(log)) as { stream: string };
    await appendOne(log, { stream, expectedVersion: 1 });
    const stale = aRequest({ stream, expectedVersion: 1, events: [] });
    expect(await append(log, [stale])).toMatchObject([{ outcome: 'conflict', version: 2 }]);
  });
});

describe('time', () => {
  it('is whole milliseconds of the server, the same for a batch', async () => {
    const before = (await owner.query<{ now: Date }>('select clock_timestamp() as now')).rows[0]?.now.getTime() ?? 0;
    const results = await append(log, [aRequest(), aRequest()]);
    const [one, two] = results.map((result) => (result.outcome === 'appended' ? result.recordedAt.getTime() : 0));
    expect(one).toBe(two);
    expect(one).toBeGreaterThanOrEqual(before);
    const { rows } = await owner.query(
      'select count(*)::int as odd from log.events where extract(microseconds from recorded_at) % 1000 <> 0',
    );
    expect(rows[0].odd).toBe(0);
  });

  it('is later than that of the append before, even if the clock goes back', async () => {
    await owner.query(`insert into log.events (position, stream, version, event_id, type, schema_version, data, metadata,
      recorded_at, leaf, hash) values (1, 'x', 1, gen_random_uuid(), 'T', 1, '{}', '{}', '2999-01-01', '\\x00', '\\x00')`);
    expect(await appendOne(log)).toMatchObject({
      outcome: 'appended',
      recordedAt: new Date('2999-01-01T00:00:00.001Z'),
    });
  });
});

describe('isolation', () => {
  it.each(['repeatable read', 'serializable'])('%s is refused: it would read a stale version', async (level) => {
    const client = await log.connect();
    await client.query(`begin isolation level ${level}`);
    await expect(append(client, [aRequest()])).rejects.toThrow(/READ COMMITTED/);
    await client.query('rollback');
    client.release();
  });
});
