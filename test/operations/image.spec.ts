import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { freePort } from '#libs/local-stack/ports.js';
import { until } from '#libs/platform/retry.js';
import { projectPath } from '#libs/platform/project-root.js';
import { hears, startCaddy } from '#support/caddy.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';
import { buildImage, releaseImage, startInImage } from './container.js';

interface Compose {
  readonly services: Readonly<Record<string, { command?: string[]; healthcheck?: { test: string[] } }>>;
}
const long = process.env['RUN_LONG'] ? describe : describe.skip;
const compose = parse(readFileSync(projectPath('docker-compose.yml'), 'utf8'), { merge: true }) as Compose;
const APPS = { 'command-api': 3001, 'analytics-projector': 3002, 'query-api': 3000 } as const;
type App = keyof typeof APPS;

/** The image of the Dockerfile, its commands from docker-compose.yml. */
long('the image', () => {
  const secretsFolder = mkdtempSync(join(tmpdir(), 'helpdesk-secrets-'));
  const running = new Map<App, ChildProcess>();
  let image: { root: string; megabytes: number };
  let database: TestDatabase;
  let nats: TestNats;
  let ports: Record<App, number>;
  let settings: Record<string, string>;
  let secrets: Record<string, string>;

  beforeAll(async () => {
    chmodSync(secretsFolder, 0o755);
    image = buildImage();
    [database, nats] = await Promise.all([createTestDatabase('template0'), startTestNats()]);
    ports = { 'command-api': await freePort(), 'analytics-projector': await freePort(), 'query-api': await freePort() };
    settings = {
      HELPDESK_TIME_ZONE: 'Europe/Rome',
      PORT: String(ports['query-api']),
      COMMAND_API_PORT: String(ports['command-api']),
      PROJECTOR_PORT: String(ports['analytics-projector']),
      COMMAND_API_URL: `http://127.0.0.1:${ports['command-api']}`,
    };
    const login = (user: string): string => {
      const url = new URL(database.url);
      url.username = `helpdesk_${user}`;
      url.password = 'only-for-this-test';
      return url.href;
    };
    secrets = {
      DATABASE_URL_COMMAND: login('command'),
      DATABASE_URL_PROJECTOR: login('projector'),
      DATABASE_URL_QUERY: login('query'),
      COMMAND_API_TOKEN: 'a token',
      NATS_URL: nats.url,
    };
  }, 900_000);
  afterAll(async () => {
    for (const child of running.values()) child.kill('SIGKILL');
    if (image) releaseImage();
    await nats?.stop();
    await database?.drop();
    rmSync(secretsFolder, { recursive: true });
  });

  const start = (command: readonly string[], more: Record<string, string> = {}): ChildProcess =>
    startInImage(command, { root: image.root, secretsFolder, settings, secrets: { ...secrets, ...more } });
  const ended = (child: ChildProcess): Promise<{ code: number | null; words: string }> => {
    let words = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (piece: Buffer) => (words += piece.toString()));
    return new Promise((resolve) => void child.once('close', (code) => resolve({ code, words })));
  };
  const commandOf = (service: string): string[] => compose.services[service]?.command ?? [];
  const healthOf = (app: App): string[] =>
    (compose.services[app]?.healthcheck?.test.slice(1) ?? []).map((word) =>
      word.replace(`127.0.0.1:${APPS[app]}`, `127.0.0.1:${ports[app]}`),
    );

  it('is at most 300 MB', () => {
    expect(image.megabytes).toBeGreaterThan(150);
    expect(image.megabytes).toBeLessThanOrEqual(300);
  });

  it('cannot write its own files', async () => {
    expect((await ended(start(['touch', '/app/written']))).code).toBe(1);
    expect((await ended(start(['touch', '/tmp/written']))).code).toBe(0);
  });

  it('migrates, with its secrets from files', async () => {
    const migrated = await ended(start(commandOf('migrate'), { DATABASE_URL: database.url }));
    expect(migrated).toEqual({ code: 0, words: '' });
  }, 60_000);

  it('runs each service, and its health check says so', async () => {
    for (const app of Object.keys(APPS) as App[]) running.set(app, start(commandOf(app)));
    for (const app of Object.keys(APPS) as App[]) {
      const healthy = await until(async () => (await ended(start(healthOf(app)))).code === 0, 60_000);
      expect({ app, healthy }).toEqual({ app, healthy: true });
    }
  }, 120_000);

  it('serves forms and live pages through Caddy', async () => {
    const proxy = await startCaddy(`http://127.0.0.1:${ports['query-api']}`, 'open');
    try {
      const post = (path: string, fields: Record<string, string>): Promise<Response> =>
        fetch(proxy.url + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
      expect((await post('/tickets', { role: 'user', description: 'The lift is stuck' })).status).toBe(303);
      expect(await until(async () => (await fetch(`${proxy.url}/tickets/1`)).ok, 20_000)).toBe(true);
      const say = (): Promise<Response> => post('/tickets/1/messages', { role: 'user', text: 'Still stuck' });
      expect(await hears(`${proxy.url}/tickets/1/stream`, 'Still stuck', say)).toBe(true);
    } finally {
      await proxy.stop();
    }
  }, 60_000);

  it('backs up, and answers the doctor', async () => {
    const more = { DATABASE_URL: database.url };
    const command = ['node', 'dist/bin/run-verb.js'];
    settings = { ...settings, HELPDESK_BACKUP_DIR: '/tmp/backups' };
    expect((await ended(start([...command, 'backup'], more))).words).toContain('read back to the end');
    expect((await ended(start([...command, 'doctor'], more))).words).toContain('"check": "backup"');
  }, 120_000);

  it.each(Object.keys(APPS) as App[])('%s ends with 0 when it is told to', async (app) => {
    const child = running.get(app);
    const end = child && ended(child);
    child?.kill('SIGTERM');
    expect((await end)?.code).toBe(0);
    running.delete(app);
  });
});
