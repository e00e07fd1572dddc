import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { openClient } from '#libs/platform/database.js';
import { until } from '#libs/platform/retry.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { projectPath } from '#libs/platform/project-root.js';
import { helpdesk } from '#support/cli.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';
import { migrate } from '../../bin/migrate.js';

const HEAD = '138:8864105285fa7a21d5b09bd0b804a5aae7520073b50e7c805e7d2740050d2b06';

let database: TestDatabase;
let nats: TestNats;
let apps: StartedApps;

function fixture(name: string): string {
  return gunzipSync(readFileSync(projectPath('test', 'upgrade', name))).toString();
}

async function read(path: string): Promise<string> {
  const response = await fetch(apps.queryUrl + path, { headers: { 'helpdesk-role': 'helpdesk' } });
  return response.text();
}

async function command(path: string, key: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'helpdesk-role': 'user', 'idempotency-key': key };
  const name = Buffer.from('Ada Ω').toString('latin1');
  const named = { ...headers, 'helpdesk-name': name, 'helpdesk-browser': 'browser-d' };
  const response = await fetch(apps.commandUrl + path, { method: 'POST', headers: named, body: JSON.stringify(body) });
  return { status: response.status, ...((await response.json()) as object) };
}

/** A pg_dump of the first version, with 28 tickets and an erasure, restored on a server without grants, then migrated. */
beforeAll(async () => {
  [database, nats] = await Promise.all([createTestDatabase('template0'), startTestNats()]);
  const owner = await openClient({ connectionString: database.url });
  await owner.query(fixture('first-version.sql.gz'));
  await owner.end();
  await migrate(database.url);
  apps = await startApps({
    databaseUrl: database.url,
    natsUrl: nats.url,
    env: { HELPDESK_TIME_ZONE: 'Europe/Berlin' },
  });
  if (!(await until(async () => (await fetch(`${apps.queryUrl}/health/ready`)).ok, 30_000))) {
    throw new Error(`not ready:\n${apps.lines.join('\n')}`);
  }
}, 90_000);
afterAll(async () => {
  await apps?.stop();
  await nats?.stop();
  await database?.drop();
});

describe('a database that the first version wrote', () => {
  const { '/api/events?limit=10000': events, ...answers } = JSON.parse(
    fixture('first-version.answers.json.gz'),
  ) as Record<string, object>;

  it.each(Object.entries(answers))('gives the same answer to %s', async (path, answer) => {
    expect(JSON.parse(await read(path))).toMatchObject(answer);
  });

  it('gives the same events with the same hashes', async () => {
    const lines = (await read('/api/events?limit=10000')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject(events ?? []);
  });

  it('keeps the functions that the first version calls on the way back', async () => {
    const owner = await openClient({ connectionString: database.url });
    const granted = `select has_function_privilege('helpdesk_command', to_regprocedure('log.next_numbers(integer)'), 'execute') as ok`;
    const { rows } = await owner.query<{ ok: boolean }>(granted);
    await owner.end();
    expect(rows[0]).toEqual({ ok: true });
  });

  it('verifies up to the hash that the first version noted', async () => {
    const verified = await helpdesk(database.url, ['verify', '--expect', HEAD], { natsUrl: nats.url });
    expect(verified).toMatchObject({ code: 0, data: expect.stringContaining(HEAD.slice(4)) });
  });

  it('knows a command that was sent to the first version, and goes on with the next number', async () => {
    const first = { description: 'It is broken again', follows: 27 };
    const repeat = await command('/tickets', 'k14', first);
    expect(repeat).toMatchObject({ status: 201, number: 28, version: 1, position: 137 });
    expect(await command('/tickets', 'k16', first)).toMatchObject({ status: 201, number: 29, position: 139 });
    const verified = await helpdesk(database.url, ['verify', '--expect', HEAD], { natsUrl: nats.url });
    expect(verified.code).toBe(0);
  });
});
