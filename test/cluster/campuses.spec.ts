import { execFileSync } from 'node:child_process';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { until } from '#libs/platform/retry.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { withClient } from '#libs/platform/database.js';
import { projectPath } from '#libs/platform/project-root.js';
import { helpdesk } from '#support/cli.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';

/** On one PostgreSQL and one NATS: one with a name, and one without, as it was before there were names. */
const CAMPUSES = ['north', ''] as const;
type Campus = (typeof CAMPUSES)[number];
const PER_CAMPUS = 20;

interface Running {
  readonly database: TestDatabase;
  readonly apps: StartedApps;
}
const running = new Map<Campus, Running>();
let server: TestNats;
let nats: NatsConnection;
let jetstream: JetStreamManager;

const of = (name: Campus): Running => running.get(name) as Running;
const suffix = (name: Campus): string => name && `-${name}`;

async function startCampus(name: Campus): Promise<void> {
  const database = await createTestDatabase('template0');
  const env = { HELPDESK_CAMPUS: name };
  execFileSync(process.execPath, [projectPath('dist/bin/migrate-job.js')], {
    env: { ...process.env, ...env, DATABASE_URL: database.url },
  });
  running.set(name, { database, apps: await startApps({ databaseUrl: database.url, natsUrl: server.url, env }) });
}

beforeAll(async () => {
  server = await startTestNats();
  nats = await connect({ servers: server.url });
  jetstream = await jetstreamManager(nats);
  for (const name of CAMPUSES) await startCampus(name);
}, 90_000);
afterAll(async () => {
  await nats?.close();
  for (const { apps, database } of running.values()) {
    await apps.stop();
    await database.drop();
  }
  await server?.stop();
}, 30_000);

async function descriptions(name: Campus): Promise<string[]> {
  const response = await fetch(`${of(name).apps.queryUrl}/api/tickets?limit=200`, {
    headers: { 'Helpdesk-Role': 'helpdesk' },
  });
  const { items } = (await response.json()) as { items: { description: string }[] };
  return items.map(({ description }) => description);
}
const streamOf = (name: Campus) => jetstream.streams.info(`HELPDESK${suffix(name)}`);

it('opens the tickets of each campus in its own log, and copies them to its own stream', async () => {
  const open = (name: Campus, description: string): Promise<unknown> =>
    nats.request(`helpdesk${suffix(name)}.commands.OpenTicket`, JSON.stringify({ role: 'user', description }));
  for (const name of CAMPUSES) {
    const served = (): Promise<boolean> =>
      open(name, '').then(
        () => true,
        () => false,
      );
    expect(await until(served, 10_000)).toBe(true);
  }
  const all = CAMPUSES.flatMap((name) => Array.from({ length: PER_CAMPUS }, (_, n) => ({ name, n })));
  await Promise.all(all.map(({ name, n }) => open(name, `Door ${n} of ${name} is stuck`)));
  for (const name of CAMPUSES) {
    expect(await until(async () => (await descriptions(name)).length === PER_CAMPUS, 10_000)).toBe(true);
    expect((await descriptions(name)).every((text) => text.includes(` of ${name} is `))).toBe(true);
    expect(await until(async () => (await streamOf(name)).state.last_seq === PER_CAMPUS, 10_000)).toBe(true);
  }
}, 40_000);

it('republishes one campus and leaves the streams of the others', async () => {
  const before = new Map(
    await Promise.all(CAMPUSES.map(async (name) => [name, (await streamOf(name)).created] as const)),
  );
  const work = (name: Campus, verb: string) =>
    helpdesk(of(name).database.url, [verb], { natsUrl: server.url, env: { HELPDESK_CAMPUS: name } });
  expect((await work('north', 'republish')).code).toBe(0);
  for (const name of CAMPUSES) {
    expect((await streamOf(name)).created === before.get(name)).toBe(name !== 'north');
  }
  expect((await work('north', 'verify')).code).toBe(0);
}, 40_000);

it.each([
  ['north', 'helpdesk_query'],
  ['', 'helpdesk_north_command'],
] as const)('does not let the log of "%s" be read by %s', async (name, role) => {
  const options = { connectionString: of(name).database.url, options: `-c role=${role}` };
  const read = withClient(options, (client) => client.query('select from log.events'));
  await expect(read).rejects.toThrow('permission denied for schema log');
});

it('remembers the choices of a browser for each campus apart, though all have one host', async () => {
  const body = new URLSearchParams({ role: 'helpdesk' });
  const chosen = await fetch(`${of('north').apps.queryUrl}/role`, { method: 'POST', body, redirect: 'manual' });
  const cookie = chosen.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  expect(cookie).toContain('north-role=helpdesk');
  const figures = async (name: Campus): Promise<number> =>
    (await fetch(`${of(name).apps.queryUrl}/api/status`, { headers: { cookie } })).status;
  expect(await Promise.all(CAMPUSES.map(figures))).toEqual([200, 400]);
});
