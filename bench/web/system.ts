import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type pg from 'pg';
import { readHead } from '#libs/event-log/read.js';
import { until } from '#libs/local-stack/processes.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { openClient } from '#libs/platform/database.js';
import { projectPath } from '#libs/platform/project-root.js';
import { migrate } from '../../bin/migrate.js';
import { startBenchServers } from '../log/servers.js';

/** The whole system on servers of its own, gone when it is stopped. */
export interface System {
  readonly databaseUrl: string;
  readonly owner: pg.Client;
  readonly apps: StartedApps['apps'];
  /** Ids of the two servers' processes. */
  readonly pids: { readonly postgres: number; readonly nats: number };
  /** What JetStream holds on disk, in bytes. */
  streamBytes(): number;
  /** Runs a verb of the command line on it and gives what it wrote to stdout. */
  helpdesk(...args: readonly string[]): Promise<{ code: number | null; stdout: string }>;
  /** Waits until all of the log can be read and is in JetStream; false when that takes longer than so many milliseconds. */
  settled(timeout: number): Promise<boolean>;
  stop(): Promise<void>;
}
interface Ready {
  readonly checks: {
    readonly log: { readonly position: number };
    readonly relay: { readonly lagEvents: number | null };
    readonly 'read-models': { readonly position: number };
  };
}

/** How long the seeded events may take to be read and relayed, in milliseconds. */
const SEED_TIMEOUT = 10 * 60_000;

/**
 * Starts it with so many tickets in it.
 * @param kept folder whose data stay for another run, which then finds its tickets there
 */
export async function startSystem(tickets: number, kept?: string): Promise<System> {
  const servers = await startBenchServers(kept);
  const nats = await servers.nats();
  if (!nats) throw new Error('nats-server is missing: install it with `apt-get install nats-server`.');
  const databaseUrl = servers.postgres.url;
  await migrate(databaseUrl);
  const owner = await openClient({ connectionString: databaseUrl });
  const helpdesk: System['helpdesk'] = async (...args) => {
    const env = { ...process.env, NODE_ENV: 'production', DATABASE_URL: databaseUrl, NATS_URL: nats.url };
    const program = [projectPath('bin', 'helpdesk.js'), ...args];
    const child = spawn(process.execPath, program, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return { code: child.exitCode, stdout };
  };
  if ((await readHead(owner)).position === 0) await helpdesk('seed', '--tickets', String(tickets));
  const started = await startApps({ databaseUrl, natsUrl: nats.url, env: { LOG_LEVEL: 'error' } });
  const settled = (timeout: number): Promise<boolean> => until(() => isSettled(started), timeout);
  if (!(await settled(SEED_TIMEOUT))) throw new Error('read models or JetStream do not get what was seeded.');
  return {
    databaseUrl,
    owner,
    apps: started.apps,
    pids: { postgres: servers.postgres.pid, nats: nats.pid },
    streamBytes: () => bytesIn(nats.folder),
    helpdesk,
    settled,
    async stop() {
      await Promise.all([started.stop(), owner.end()]);
      await nats.stop();
      await servers.stop();
    },
  };
}

async function isSettled({ commandUrl, queryUrl }: StartedApps): Promise<boolean> {
  const ask = async (url: string): Promise<Ready['checks']> =>
    ((await (await fetch(`${url}/health/ready`)).json()) as Ready).checks;
  const { log, relay } = await ask(commandUrl);
  return relay.lagEvents === 0 && (await ask(queryUrl))['read-models'].position === log.position;
}

function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
