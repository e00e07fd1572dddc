import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClient } from '#libs/platform/database.js';
import sharp from 'sharp';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { until } from '#libs/platform/retry.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { currentSchema } from '#libs/read-models/computations.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';
import { helpdesk, standsAt, type Outcome } from '#support/cli.js';

interface Answer {
  readonly status: number;
  readonly body: { readonly ticketId: string; readonly number: number; readonly code?: string };
}
/** The drill of docs/operations/backup.md, step by step. */
describe('a backup and its restore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-drill-'));
  const file = join(folder, 'backup.ndjson');
  let lost: TestDatabase;
  let fresh: TestDatabase;
  let nats: TestNats;
  let bus: Bus;
  let apps: StartedApps;
  let opened: Answer;
  let noOp: Answer;
  let list: unknown;
  let photo: Buffer;
  let checkpointHash: string;

  beforeAll(async () => {
    [lost, fresh, nats] = await Promise.all([createTestDatabase(), createTestDatabase(), startTestNats()]);
    // Databases of a test run are clones: another installation has another id and key.
    const owner = await openClient({ connectionString: fresh.url });
    await owner.query('update log.log_identity set log_id = gen_random_uuid(), request_key = $1', [
      Buffer.alloc(32, 1),
    ]);
    await owner.end();
    bus = await connectBus({ url: nats.url, name: 'spec' });
    apps = await startApps({ databaseUrl: lost.url, natsUrl: nats.url });
  }, 60_000);
  afterAll(async () => {
    await apps.stop();
    await bus.close();
    await Promise.all([nats.stop(), lost.drop(), fresh.drop()]);
    rmSync(folder, { recursive: true });
  });

  const run = (database: TestDatabase, ...args: string[]): Promise<Outcome> =>
    helpdesk(database.url, args, { natsUrl: nats.url });
  async function send(path: string, body: object, key: string): Promise<Answer> {
    const headers = { 'content-type': 'application/json', 'helpdesk-role': 'helpdesk', 'idempotency-key': key };
    const response = await fetch(apps.commandUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }
  async function sendPhoto(description: string): Promise<void> {
    const body = new FormData();
    body.append('description', description);
    const picture = sharp({ create: { width: 90, height: 60, channels: 3, background: '#a33' } });
    body.append('photos', new Blob([new Uint8Array(await picture.png().toBuffer())]), 'IMG_1.png');
    const headers = { 'helpdesk-role': 'user', 'idempotency-key': description };
    await fetch(`${apps.commandUrl}/tickets`, { method: 'POST', headers, body });
  }
  /** The photo of the ticket that has one, as the pages give it. */
  async function readPhoto(): Promise<Buffer> {
    const headers = { 'helpdesk-role': 'helpdesk' };
    const ticket = await (await fetch(`${apps.queryUrl}/api/tickets/2`, { headers })).json();
    const [{ digest }] = (ticket as { timeline: [{ data: { photos: [{ digest: string }] } }] }).timeline[0].data.photos;
    const response = await fetch(`${apps.queryUrl}/photos/${digest}`, { headers: { cookie: 'role=helpdesk' } });
    return Buffer.from(await response.arrayBuffer());
  }
  async function tickets(): Promise<unknown> {
    const response = await fetch(`${apps.queryUrl}/api/tickets`, { headers: { 'helpdesk-role': 'helpdesk' } });
    return ((await response.json()) as { items: unknown }).items;
  }
  async function stands(database: TestDatabase, position: number): Promise<boolean> {
    const owner = await openClient({ connectionString: database.url });
    const there = await until(() => standsAt(owner, bus, position), 30_000);
    await owner.end();
    return there;
  }

  it('is taken while people work, with a checkpoint hash to be kept elsewhere', async () => {
    opened = await send('/tickets', { description: 'The lift is stuck' }, 'lift');
    await send(`/tickets/${opened.body.number}/status`, { status: 'active' }, 'active');
    noOp = await send(`/tickets/${opened.body.number}/status`, { status: 'active' }, 'active again');
    await sendPhoto('No wifi');
    expect(await stands(lost, 3)).toBe(true);
    list = await tickets();
    photo = await readPhoto();
    expect(await sharp(photo).metadata()).toMatchObject({ format: 'png', width: 90 });
    const { data, words } = await run(lost, 'export', '--answers');
    writeFileSync(file, data);
    checkpointHash = /--expect (3:[\da-f]{64})/.exec(words)?.[1] ?? '';
    expect(checkpointHash).not.toBe('');
    await send('/tickets', { description: 'Written after the backup, and lost' }, 'after');
    expect(await stands(lost, 4)).toBe(true);
  }, 60_000);

  it('is restored into an empty database, and proves itself complete', async () => {
    await apps.stop();
    const imported = await run(fresh, 'import', file, '--expect', checkpointHash);
    expect({ code: imported.code, ...JSON.parse(imported.data) }).toMatchObject({
      code: 0,
      ok: true,
      position: 3,
      answers: 4,
    });
    const verified = await run(fresh, 'verify', '--expect', checkpointHash);
    expect(verified.code).toBe(1);
    expect(verified.words).toContain('the last message in JetStream knows position 4');
  }, 60_000);

  it('goes on: pages by themselves, JetStream by republish', async () => {
    expect((await run(fresh, 'republish')).code).toBe(0);
    apps = await startApps({ databaseUrl: fresh.url, natsUrl: nats.url });
    expect(await stands(fresh, 3)).toBe(true);
    expect((await run(fresh, 'verify', '--expect', checkpointHash)).code).toBe(0);
    expect(await tickets()).toEqual(list);
    expect(await readPhoto()).toEqual(photo);
  }, 60_000);

  it('knows commands that are sent again, no-ops too, and gives no number twice', async () => {
    expect(await send('/tickets', { description: 'The lift is stuck' }, 'lift')).toEqual(opened);
    const again = await send(`/tickets/${opened.body.number}/status`, { status: 'active' }, 'active again');
    expect(again).toEqual(noOp);
    const other = await send('/tickets', { description: 'Something else' }, 'lift');
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key.reused' } });
    const next = await send('/tickets', { description: 'The soup is cold' }, 'soup');
    expect(next).toMatchObject({ status: 201, body: { number: expect.any(Number) } });
    expect(next.body.number).toBeGreaterThan(2);
    expect(await stands(fresh, 4)).toBe(true);
  }, 60_000);

  it('cannot be restored over a running helpdesk', async () => {
    const { code, words } = await run(fresh, 'import', file);
    expect({ code, words }).toEqual({
      code: 2,
      words: expect.stringContaining('The helpdesk is running: stop it first'),
    });
  });

  it('is restored as a test, and compared with the read models in use', async () => {
    const owner = await openClient({ connectionString: fresh.url });
    const env = { HELPDESK_BACKUP_DIR: join(folder, 'backups') };
    const test = (): Promise<Outcome> => helpdesk(fresh.url, ['backup', '--restore-test'], { env });
    expect(await test()).toMatchObject({
      code: 0,
      data: expect.stringContaining('the read models computed from them those in use'),
    });
    await owner.query(`update ${await currentSchema(owner)}.tickets set message_count = 99 where number = 1`);
    await owner.end();
    expect(await test()).toMatchObject({
      code: 1,
      words: expect.stringContaining('but not the read models: tickets'),
    });
  }, 60_000);
});
