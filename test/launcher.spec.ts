import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runningSystem, type SystemState } from '#libs/local-stack/data-dir.js';
import { freePort } from '#libs/local-stack/ports.js';
import { isAlive, processesOn } from '#libs/local-stack/processes.js';
import { until } from '#libs/platform/retry.js';
import { projectRoot } from '#libs/platform/project-root.js';

const TIMEOUT = 120_000;

/** One `npm start`, without npm. */
class Start {
  readonly process: ChildProcess;
  readonly ended: Promise<number | string>;
  output = '';

  constructor(dataDir: string, env: Record<string, string>) {
    this.process = spawn(process.execPath, ['bin/start.mjs'], {
      cwd: projectRoot,
      env: { ...process.env, DATABASE_URL: '', NATS_URL: '', NODE_OPTIONS: '', HELPDESK_DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString('utf8')));
    }
    this.ended = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => resolve(signal ?? code ?? 0));
    });
  }

  async ready(): Promise<this> {
    await until(() => this.output.includes('Ctrl-C') || this.process.exitCode !== null, TIMEOUT);
    if (!this.output.includes('Ctrl-C')) throw new Error(`not started:\n${this.output}`);
    return this;
  }
}

describe('npm start', () => {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'helpdesk-launcher-')));
  let env: Record<string, string>;
  let current: Start;
  const start = (more: Record<string, string> = {}, folder = dataDir) => new Start(folder, { ...env, ...more });
  const state = () => runningSystem(dataDir) as SystemState;

  beforeAll(async () => {
    const [port, command, projector] = [await freePort(), await freePort(), await freePort()];
    env = { PORT: `${port}`, COMMAND_API_PORT: `${command}`, PROJECTOR_PORT: `${projector}` };
    current = await start().ready();
  }, 2 * TIMEOUT);

  afterAll(async () => {
    current?.process.kill('SIGTERM');
    await current?.ended;
    const elsewhere = join(dataDir, 'postgres-server', 'postgres-place.json');
    const places = [dataDir];
    if (existsSync(elsewhere)) places.push((JSON.parse(readFileSync(elsewhere, 'utf8')) as { home: string }).home);
    for (const place of places) rmSync(place, { recursive: true, force: true });
  }, TIMEOUT);

  it('prints where to go, where the data lie and how to stop', () => {
    expect(current.output).toContain(`Open    http://127.0.0.1:${env['PORT']}\n`);
    expect(current.output).toMatch(/Data {4}\/\S+\n/);
    expect(current.output).toMatch(/Events {2}nats:\/\/127\.0\.0\.1:\d+\n/);
    expect(current.output).toContain('Stop    Ctrl-C\n');
  });

  it('brings up three healthy processes', async () => {
    for (const name of ['PORT', 'COMMAND_API_PORT', 'PROJECTOR_PORT']) {
      const healthy = async () => (await fetch(`http://127.0.0.1:${env[name]}/health/ready`)).status === 200;
      expect(await until(healthy, 20_000)).toBe(true);
    }
  });

  it(
    'points an empty log to the demo, whose tickets are on the pages when it ends',
    async () => {
      expect(current.output).toMatch(/Empty .+npm run demo/);
      await promisify(execFile)(process.execPath, ['bin/helpdesk.js', 'demo', '--tickets', '40'], {
        cwd: projectRoot,
        env: { ...process.env, DATABASE_URL: '', NATS_URL: '', NODE_OPTIONS: '', HELPDESK_DATA_DIR: dataDir },
      });
      const lists = ['open', 'active', 'closed'].map((status) => `/api/tickets?status=${status}&limit=200`);
      const answers = await Promise.all(
        lists.map(async (path) => {
          const answer = await fetch(`http://127.0.0.1:${env['PORT']}${path}`, {
            headers: { 'helpdesk-role': 'helpdesk' },
          });
          return ((await answer.json()) as { items: unknown[] }).items.length;
        }),
      );
      expect(answers.reduce((sum, count) => sum + count, 0)).toBe(40);
    },
    TIMEOUT,
  );

  it('refuses a second start on the same data with one sentence', async () => {
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output.trim()).toMatch(/^The helpdesk already runs on .+ at http:.+: use that one, .+\.$/);
  });

  it('refuses a taken port with one sentence', async () => {
    const taken: Server = createServer().listen(0, '127.0.0.1');
    await until(() => taken.listening, TIMEOUT);
    const { port } = taken.address() as { port: number };
    const other = mkdtempSync(join(tmpdir(), 'helpdesk-launcher-'));
    const second = start({ PORT: `${port}` }, other);
    expect(await second.ended).toBe(1);
    expect(second.output.trim()).toMatch(
      new RegExp(`^Port ${port} is taken by another program: .+ PORT=\\d+ npm start\\.$`),
    );
    expect(readdirSync(other)).toEqual([]);
    taken.close();
    rmSync(other, { recursive: true });
  });

  it('refuses a folder that cannot be written with one sentence', async () => {
    const file = join(dataDir, 'a-file');
    writeFileSync(file, '');
    const second = start({}, join(file, 'data'));
    expect(await second.ended).toBe(1);
    expect(second.output.trim()).toMatch(/^The folder .+ cannot be written: .+ HELPDESK_DATA_DIR\.$/);
  });

  it('refuses wrong settings with one sentence', async () => {
    const second = start({ HELPDESK_TIME_ZONE: 'Mars/Olympus' });
    expect(await second.ended).toBe(1);
    expect(second.output.trim()).toMatch(/^Settings that cannot be used: HELPDESK_TIME_ZONE: .+\.$/);
  });

  it(
    'starts an app again that dies',
    async () => {
      const before = state().apps?.['command-api'] ?? 0;
      expect(before).toBeGreaterThan(0);
      process.kill(before, 'SIGKILL');
      const isBack = () => ![before, undefined].includes(state().apps?.['command-api']);
      expect(await until(isBack, TIMEOUT)).toBe(true);
      expect(current.output).toContain('command-api ended unexpectedly (SIGKILL): starting it again');
      expect((await fetch(`http://127.0.0.1:${env['COMMAND_API_PORT']}/health/live`)).status).toBe(200);
    },
    TIMEOUT,
  );

  it(
    'keeps the data through kill -9, and leaves no process behind',
    async () => {
      const number = await openTicket(env);
      const before = state();
      current.process.kill('SIGKILL');
      await current.ended;
      current = await start().ready();
      expect(Object.values(before.apps ?? {}).filter(isAlive)).toEqual([]);
      expect(await isThere(env, number)).toBe(true);
    },
    2 * TIMEOUT,
  );

  it(
    'keeps the data when everything is killed at once',
    async () => {
      const number = await openTicket(env);
      const servers = serversOn(dataDir);
      expect(servers.length).toBeGreaterThanOrEqual(2);
      for (const pid of servers) process.kill(pid, 'SIGKILL');
      for (const pid of [state().pid, ...Object.values(state().apps ?? {})]) process.kill(pid, 'SIGKILL');
      await current.ended;
      current = await start().ready();
      expect(await isThere(env, number)).toBe(true);
    },
    2 * TIMEOUT,
  );

  it.each(['SIGHUP', 'SIGTERM', 'SIGINT'] as const)(
    'ends everything on %s',
    async (signal) => {
      if (current.process.exitCode !== null) current = await start().ready();
      const { apps = {} } = state();
      current.process.kill(signal);
      expect(await current.ended).toBe(0);
      expect(current.output).toContain('stopped; the data are kept');
      expect(Object.values(apps).filter(isAlive)).toEqual([]);
      expect(serversOn(dataDir)).toEqual([]);
    },
    2 * TIMEOUT,
  );
});

async function openTicket(env: Record<string, string>): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${env['COMMAND_API_PORT']}/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'helpdesk-role': 'user' },
    body: JSON.stringify({ description: 'The lift in the library is stuck' }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { number: number }).number;
}

async function isThere(env: Record<string, string>, number: number): Promise<boolean> {
  const url = `http://127.0.0.1:${env['PORT']}/api/tickets/${number}`;
  return until(async () => (await fetch(url, { headers: { 'helpdesk-role': 'user' } })).status === 200, 20_000);
}

/** The servers on these data. */
function serversOn(dataDir: string): number[] {
  const note = join(dataDir, 'postgres-server', 'postgres-place.json');
  const home = existsSync(note)
    ? (JSON.parse(readFileSync(note, 'utf8')) as { home: string }).home
    : join(dataDir, 'postgres-server');
  return [
    ...processesOn('postgres', join(home, 'postgres')),
    ...processesOn('nats-server', join(dataDir, 'nats', 'jetstream')),
  ];
}
