import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { migrateLog } from '#libs/event-log/migrate.js';
import { APP_NAMES, startApp, type AppName, type RunningApp } from '#libs/local-stack/apps.js';
import { startNats } from '#libs/local-stack/nats.js';
import { getNatsServer } from '#libs/local-stack/nats-server.js';
import { startPostgres } from '#libs/local-stack/postgres.js';
import { projectPath } from '#libs/platform/project-root.js';
import { migrateReadModels } from '#libs/read-models/migrate.js';
import { settled } from './settled.js';

/** The whole system on servers of its own, gone when it is stopped. */
export interface System {
  readonly databaseUrl: string;
  readonly apps: Readonly<Record<AppName, RunningApp>>;
  /** Ids of the two servers' processes. */
  readonly pids: { readonly postgres: number; readonly nats: number };
  /** What JetStream holds on disk, in bytes. */
  streamBytes(): number;
  /** Runs a verb of the command line on it and gives what it wrote to stdout. */
  helpdesk(...args: readonly string[]): Promise<{ code: number | null; stdout: string }>;
  stop(): Promise<void>;
}

/** How long the seeded events may take to be read and relayed, in milliseconds. */
const SEED_TIMEOUT = 10 * 60_000;
const PORTS = { PORT: '0', COMMAND_API_PORT: '0', PROJECTOR_PORT: '0' };

/**
 * Starts it with so many tickets in it.
 * @param kept folder whose data stay for another run, which then finds its tickets there; '' for one that goes
 */
export async function startSystem(tickets: number, kept: string): Promise<System> {
  if (kept) mkdirSync(kept, { recursive: true });
  const folder = realpathSync(kept || mkdtempSync(join(tmpdir(), 'helpdesk-bench-')));
  const program = await getNatsServer(folder, () => undefined);
  if (!program) throw new Error('nats-server is missing: install it with `apt-get install nats-server`.');
  const [postgres, nats] = await Promise.all([startPostgres({ folder }), startNats({ program, folder, open: true })]);
  await migrateLog(postgres.url);
  await migrateReadModels(postgres.url);
  const env = {
    ...process.env,
    ...PORTS,
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    DATABASE_URL: postgres.url,
    NATS_URL: nats.url,
  };
  const helpdesk: System['helpdesk'] = async (...args) => {
    const program = [projectPath('bin', 'helpdesk.js'), ...args];
    const child = spawn(process.execPath, program, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return { code: child.exitCode, stdout };
  };
  const projector = await startApp('analytics-projector', env);
  if (await isEmpty(postgres.url)) await helpdesk('seed', '--tickets', String(tickets));
  const command = await startApp('command-api', env);
  const query = await startApp('query-api', { ...env, COMMAND_API_URL: command.url });
  const apps = { 'command-api': command, 'analytics-projector': projector, 'query-api': query };
  if (!(await settled(apps, SEED_TIMEOUT))) throw new Error('read models or JetStream do not get what was seeded.');
  const stop = async (): Promise<void> => {
    await Promise.all(APP_NAMES.map((name) => apps[name].stop()));
    await nats.stop();
    await postgres.stop();
    if (!kept) rmSync(folder, { recursive: true, force: true });
  };
  const pids = { postgres: postgres.pid, nats: nats.pid };
  const streamBytes = (): number => bytesIn(join(folder, 'jetstream'));
  return { databaseUrl: postgres.url, apps, pids, streamBytes, helpdesk, stop };
}

function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

async function isEmpty(databaseUrl: string): Promise<boolean> {
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  try {
    return (await owner.query('select from log.events limit 1')).rowCount === 0;
  } finally {
    await owner.end();
  }
}
