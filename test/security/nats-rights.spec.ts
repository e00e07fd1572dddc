import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { freePort } from '#libs/local-stack/ports.js';
import { until } from '#libs/platform/retry.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { createTestDatabase, TEST_CACHE, type TestDatabase } from '#support/servers.js';
import { connectBus, natsServers, type Bus } from '#libs/event-bus/connect.js';
import { ensureStream, messagesOf, readHead, readMessage, type BusMessage } from '#libs/event-bus/stream.js';
import { checkPast, subscribe } from '#libs/event-bus/subscribe.js';
import { startNats } from '#libs/local-stack/nats.js';
import { getNatsServer } from '#libs/local-stack/nats-server.js';
import { projectPath } from '#libs/platform/project-root.js';

type User = 'command-api' | 'integration' | 'notifier';
/** As deploy/env.example wants it: NATS takes what begins with a digit for a number. */
const PASSWORD = 'p0fThisTest';
const EVENT = 'helpdesk.events.TicketOpened.x';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-rights-'));
let port: number;
let server: ChildProcess;
let database: TestDatabase;
let apps: StartedApps;
const open: NatsConnection[] = [];

/** deploy/nats.conf itself, but for where it listens and stores. */
function settings(): string {
  return readFileSync(projectPath('deploy', 'nats.conf'), 'utf8')
    .replace('0.0.0.0:4222', `127.0.0.1:${port}`)
    .replace(/^http: .*$/m, '')
    .replace('/data', join(folder, 'data'));
}

async function as(user: User): Promise<NatsConnection> {
  const nats = await connect({ servers: `nats://127.0.0.1:${port}`, user, pass: PASSWORD, reconnect: false });
  open.push(nats);
  return nats;
}

/** True when the server refuses that this user does it. */
async function isRefused(user: User, work: (nats: NatsConnection) => Promise<unknown>): Promise<boolean> {
  const nats = await as(user);
  let refused = false;
  void (async () => {
    for await (const { error } of nats.status() as AsyncIterable<{ error?: Error }>)
      refused ||= /permission/i.test(error?.message ?? '');
  })();
  await work(nats).catch((error: Error) => (refused ||= /permission/i.test(`${error.message} ${String(error.cause)}`)));
  await nats.flush();
  await until(() => refused, 500);
  await nats.close();
  return refused;
}

beforeAll(async () => {
  const program = await getNatsServer(TEST_CACHE, () => undefined);
  port = await freePort();
  const file = join(folder, 'nats.conf');
  writeFileSync(file, settings());
  const passwords = {
    NATS_COMMAND_PASSWORD: PASSWORD,
    NATS_INTEGRATION_PASSWORD: PASSWORD,
    NATS_NOTIFIER_PASSWORD: PASSWORD,
  };
  server = spawn(program ?? '', ['-c', file], { env: { ...process.env, ...passwords }, stdio: 'ignore' });
  const up = (): Promise<boolean> =>
    as('integration')
      .then(() => true)
      .catch(() => false);
  if (!(await until(up, 10_000))) throw new Error('nats-server does not take deploy/nats.conf');
  database = await createTestDatabase();
  const natsUrl = `nats://127.0.0.1:${port}`;
  // Only command-api speaks to NATS.
  const env = { NATS_USER: 'command-api', NATS_PASSWORD: PASSWORD };
  apps = await startApps({ databaseUrl: database.url, natsUrl, env });
}, 60_000);

afterAll(async () => {
  await apps?.stop();
  for (const nats of open) await nats.close();
  server?.kill();
  if (server?.exitCode === null) await once(server, 'exit');
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

it('each can do its work: a command by NATS becomes an event in JetStream', async () => {
  const nats = await as('integration');
  const command = JSON.stringify({ role: 'user', description: 'the door is stuck' });
  const reply = await nats.request('helpdesk.commands.OpenTicket', command, { timeout: 5_000 });
  expect(reply.json()).toMatchObject({ number: expect.any(Number) });
  const { streams } = await jetstreamManager(nats, { checkAPI: false });
  const relayed = async (): Promise<boolean> =>
    (await streams.info('HELPDESK').catch(() => undefined))?.state.last_seq === 1;
  expect(await until(relayed, 10_000)).toBe(true);
});

it('the notifier follows the events as the user of its name', async () => {
  const url = `nats://notifier:${PASSWORD}@127.0.0.1:${port}`;
  const bus = await connectBus({ url, name: 'spec', inboxPrefix: '_INBOX_notifier' });
  const stop = new AbortController();
  const types: unknown[] = [];
  const handle = async (events: readonly BusMessage[]): Promise<void> => {
    types.push(...events.map(({ body }) => (JSON.parse(body) as { type: string }).type));
    stop.abort();
  };
  expect(await checkPast(bus, { position: 0, logId: null, hash: null })).toBe(1);
  await subscribe({ bus, name: 'notifier', position: 0, handle, signal: stop.signal });
  expect(types).toEqual(['helpdesk.TicketOpened']);
  expect((await readMessage(bus, 1))?.body).toContain('the door is stuck');
  await bus.close();
});

it.each<User>(['integration', 'notifier'])('%s cannot write events', async (user) => {
  const publish = async (nats: NatsConnection): Promise<void> => nats.publish(EVENT, '{}');
  expect(await isRefused(user, publish)).toBe(true);
  const { subjects } = (
    await (await jetstreamManager(await as('command-api'))).streams.info('HELPDESK', { subjects_filter: EVENT })
  ).state;
  expect(Object.keys(subjects ?? {})).toEqual([]);
});

it.each<[User, string]>([
  ['integration', '$JS.API.STREAM.DELETE.HELPDESK'],
  ['integration', '$JS.API.STREAM.PURGE.HELPDESK'],
  ['integration', '$JS.API.STREAM.UPDATE.HELPDESK'],
  ['integration', '$JS.API.STREAM.MSG.DELETE.HELPDESK'],
  ['integration', '$JS.API.STREAM.CREATE.MINE'],
  ['notifier', '$JS.API.STREAM.DELETE.HELPDESK'],
  ['notifier', '$JS.API.STREAM.MSG.DELETE.HELPDESK'],
  ['notifier', '$JS.API.CONSUMER.CREATE.HELPDESK.other'],
  ['notifier', 'helpdesk.commands.OpenTicket'],
])('%s cannot ask for %s', async (user, subject) => {
  expect(await isRefused(user, (nats) => nats.request(subject, '{}', { timeout: 300 }))).toBe(true);
});

it.each<[User, string]>([
  ['integration', 'helpdesk.commands.>'],
  ['integration', '>'],
  ['notifier', 'helpdesk.events.>'],
  ['notifier', '_INBOX.>'],
])('%s cannot listen to %s', async (user, subject) => {
  const listen = async (nats: NatsConnection): Promise<void> => {
    nats.subscribe(subject, { callback: () => undefined });
    await nats.flush();
  };
  expect(await isRefused(user, listen)).toBe(true);
});

it('nobody gets in without a password', async () => {
  const servers = `nats://127.0.0.1:${port}`;
  await expect(connect({ servers, reconnect: false })).rejects.toThrow(/authorization/i);
  await expect(connect({ servers, user: 'integration', pass: 'guess', reconnect: false })).rejects.toThrow(
    /authorization/i,
  );
});

it('the server of npm start keeps the same users: its data folder knows their passwords, nobody else gets in', async () => {
  const own = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-nats-'));
  const program = (await getNatsServer(TEST_CACHE, () => undefined)) ?? '';
  const nats = await startNats({ program, folder: own });
  const again = await startNats({ program, folder: own, port: nats.port });
  expect([again.url, again.integrationUrl]).toEqual([nats.url, nats.integrationUrl]);
  await expect(connect({ servers: `127.0.0.1:${again.port}`, reconnect: false })).rejects.toThrow(/authorization/i);
  const bus = await connectBus({ url: again.url, name: 'spec' });
  await ensureStream(bus);
  const integration = await connect({ ...natsServers({ url: again.integrationUrl }), reconnect: false });
  const { streams } = await jetstreamManager(integration, { checkAPI: false });
  expect((await streams.info('HELPDESK')).config.name).toBe('HELPDESK');
  await expect(streams.delete('HELPDESK')).rejects.toThrow(/permission/i);
  await Promise.all([bus.close(), integration.close()]);
  await again.stop();
  rmSync(own, { recursive: true });
});

it('command-api reads a long stream as fast as others do: the server keeps no list of answers for it', async () => {
  const own = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-nats-'));
  const nats = await startNats({ program: (await getNatsServer(TEST_CACHE, () => undefined)) ?? '', folder: own });
  const buses = await Promise.all([nats.url, nats.integrationUrl].map((url) => connectBus({ url, name: 'spec' })));
  const [command, integration] = buses as [Bus, Bus];
  await ensureStream(command);
  const count = 30_000;
  for (let n = 0; n < count; n++) command.nats.publish(EVENT, '{}');
  expect(await until(async () => (await readHead(command))?.lastSeq === count, 20_000)).toBe(true);
  const read = async (bus: Bus): Promise<number> => {
    const from = performance.now();
    let messages = 0;
    for await (const _ of messagesOf(bus, { lastSeq: count, missing: [] })) messages++;
    expect(messages).toBe(count);
    return performance.now() - from;
  };
  const other = Math.min(await read(integration), await read(integration));
  expect(await read(command)).toBeLessThan(10 * other);
  await Promise.all(buses.map((bus) => bus.close()));
  await nats.stop();
  rmSync(own, { recursive: true });
});
