import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';
import { connectBus } from '#libs/event-bus/connect.js';
import { deleteStream, ensureStream, readHead, STREAM } from '#libs/event-bus/stream.js';
import { createComputation } from '#libs/read-models/computations.js';
import { helpdesk } from '#support/cli.js';

let database: TestDatabase;
let nats: TestNats;
let owner: pg.Client;
const folder = mkdtempSync(join(tmpdir(), 'helpdesk-saved-'));

beforeAll(async () => {
  [database, nats] = await Promise.all([createTestDatabase(), startTestNats()]);
  owner = await openClient({ connectionString: database.url });
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await owner.end();
  await Promise.all([database.drop(), nats.stop()]);
});

const run = (...args: string[]) => helpdesk(database.url, args, { natsUrl: nats.url });

it('republish copies the log, verify misses a cut tail in it, and republish makes both agree again', async () => {
  expect((await run('seed', '--tickets', '5')).code).toBe(0);
  const { position } = JSON.parse((await run('republish')).data) as { position: number };

  const whole = await run('verify');
  expect(whole.code).toBe(0);
  expect(JSON.parse(whole.data)).toMatchObject({ ok: true, position, compared: ['the last message in JetStream'] });

  await owner.query('set session_replication_role = replica');
  await owner.query('delete from log.events where position = $1', [position]);
  const cut = await run('verify');
  expect(cut.code).toBe(1);
  expect(cut.words).toContain(`the last message in JetStream knows position ${position}`);

  const file = join(folder, 'only-in-jetstream.ndjson');
  expect(JSON.parse((await run('republish', '--save', file)).data)).toEqual({ position: position - 1 });
  const saved = JSON.parse(readFileSync(file, 'utf8')) as { seq: number; logId: string; body: string };
  expect(JSON.parse(saved.body)).toMatchObject({ position: String(position), logid: saved.logId });
  expect((await run('republish', '--save', file)).code).toBe(1);
  expect((await run('verify')).code).toBe(0);
}, 120_000);

it('verify finds a text that was changed in JetStream under its old headers, and republish brings the right one back', async () => {
  const bus = await connectBus({ url: nats.url, name: 'spec' });
  const { lastSeq = 0 } = (await readHead(bus)) ?? {};
  const sequences = Array.from({ length: lastSeq }, (_, index) => index + 1);
  const kept = await Promise.all(sequences.map((seq) => bus.jetstream.streams.getMessage(STREAM, { seq })));
  await deleteStream(bus);
  await ensureStream(bus);
  for (const message of kept) {
    if (!message) throw new Error('a message is missing');
    const { seq, subject, header: headers } = message;
    const body = message.string();
    // Those of earlier versions have fewer attributes.
    const older = body.replaceAll(/"(dataschema|traceparent)":"[^"]*",/g, '');
    expect(older.length).toBeLessThan(body.length);
    const sent = seq === 2 ? body.replace('"data":{', '"data":{"forged":true,') : older;
    await bus.nats.request(subject, sent, { headers, timeout: 5_000 });
  }
  await bus.close();
  const { code, data } = await run('verify');
  expect(code).toBe(1);
  expect(JSON.parse(data)).toMatchObject({ ok: false, bad: { position: 2 } });
  expect((await run('republish')).code).toBe(0);
  expect((await run('verify')).code).toBe(0);
}, 120_000);

it('verify believes neither the log nor a checkpoint when they differ', async () => {
  const schema = await createComputation(owner, 'UTC');
  await owner.query(`update ${schema}.checkpoint set position = 3, hash = decode(repeat('00', 32), 'hex')`);
  const { code, data } = await run('verify');
  expect(code).toBe(1);
  expect(JSON.parse(data)).toMatchObject({ ok: false, bad: { position: 3 } });
}, 60_000);
