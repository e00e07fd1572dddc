import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { freePort } from '#libs/local-stack/ports.js';
import { until } from '#libs/local-stack/processes.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { createTestDatabase, TEST_CACHE, type TestDatabase } from '#support/servers.js';
import { startApp, type RunningApp } from '#libs/local-stack/apps.js';
import { getNatsServer } from '#libs/local-stack/nats-server.js';
import { projectPath } from '#libs/platform/project-root.js';

type User = 'command-api' | 'projector' | 'integration';
/** As deploy/env.example wants it: NATS takes what begins with a digit for a number. */
const PASSWORD = 'p0fThisTest';
const EVENT = 'helpdesk.events.TicketOpened.x';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-rights-'));
let port: number;
let server: ChildProcess;
let database: TestDatabase;
let apps: StartedApps;
let projector: RunningApp;
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
    NATS_PROJECTOR_PASSWORD: PASSWORD,
    NATS_INTEGRATION_PASSWORD: PASSWORD,
  };
  server = spawn(program ?? '', ['-c', file], { env: { ...process.env, ...passwords }, stdio: 'ignore' });
  const up = (): Promise<boolean> =>
    as('integration')
      .then(() => true)
      .catch(() => false);
  if (!(await until(up, 10_000))) throw new Error('nats-server does not take deploy/nats.conf');
  database = await createTestDatabase();
  const natsUrl = `nats://127.0.0.1:${port}`;
  // With the rights of command-api for it and no NATS for the projector; then a projector with its own.
  const env = { NATS_USER: 'command-api', NATS_PASSWORD: PASSWORD };
  apps = await startApps({ databaseUrl: database.url, natsUrl, env });
  await apps.apps['analytics-projector'].stop();
  projector = await startApp('analytics-projector', {
    ...process.env,
    NODE_OPTIONS: '',
    DATABASE_URL: database.url,
    NATS_URL: natsUrl,
    NATS_USER: 'projector',
    NATS_PASSWORD: PASSWORD,
    PROJECTOR_PORT: '0',
  });
}, 60_000);

afterAll(async () => {
  await projector?.stop();
  await apps?.stop();
  for (const nats of open) await nats.close();
  server?.kill();
  if (server?.exitCode === null) await once(server, 'exit');
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

it('each can do its work: a command by NATS reaches the read models over JetStream', async () => {
  const nats = await as('integration');
  const applied = async (): Promise<boolean> => {
    const command = JSON.stringify({ role: 'user', description: 'the door is stuck' });
    const reply = await nats.request('helpdesk.commands.OpenTicket', command, { timeout: 5_000 });
    expect(reply.json()).toMatchObject({ number: expect.any(Number) });
    // Whoever has an event first brings it: the log or the bus.
    const metrics = await (await fetch(`${projector.url}/metrics`)).text();
    return metrics.includes('helpdesk_projector_events_total{source="jetstream"}');
  };
  expect(await until(applied, 10_000)).toBe(true);
});

it.each<User>(['projector', 'integration'])('%s cannot write events', async (user) => {
  const publish = async (nats: NatsConnection): Promise<void> => nats.publish(EVENT, '{}');
  expect(await isRefused(user, publish)).toBe(true);
  const { subjects } = (
    await (await jetstreamManager(await as('command-api'))).streams.info('HELPDESK', { subjects_filter: EVENT })
  ).state;
  expect(Object.keys(subjects ?? {})).toEqual([]);
});

it.each<[User, string]>([
  ['projector', '$JS.API.STREAM.DELETE.HELPDESK'],
  ['projector', '$JS.API.STREAM.PURGE.HELPDESK'],
  ['projector', '$JS.API.STREAM.UPDATE.HELPDESK'],
  ['projector', '$JS.API.STREAM.MSG.DELETE.HELPDESK'],
  ['projector', 'helpdesk.commands.OpenTicket'],
  ['integration', '$JS.API.STREAM.DELETE.HELPDESK'],
  ['integration', '$JS.API.STREAM.PURGE.HELPDESK'],
  ['integration', '$JS.API.STREAM.UPDATE.HELPDESK'],
  ['integration', '$JS.API.STREAM.MSG.DELETE.HELPDESK'],
  ['integration', '$JS.API.STREAM.CREATE.MINE'],
])('%s cannot ask for %s', async (user, subject) => {
  expect(await isRefused(user, (nats) => nats.request(subject, '{}', { timeout: 300 }))).toBe(true);
});

it.each<[User, string]>([
  ['integration', 'helpdesk.commands.>'],
  ['projector', 'helpdesk.commands.>'],
  ['integration', '>'],
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
  await expect(connect({ servers, user: 'projector', pass: 'guess', reconnect: false })).rejects.toThrow(
    /authorization/i,
  );
});
