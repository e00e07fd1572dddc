import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type pg from 'pg';
import { readHead } from '#libs/event-log/read.js';
import { until } from '#libs/platform/retry.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { openClient } from '#libs/platform/database.js';
import { projectPath } from '#libs/platform/project-root.js';
import { migrate } from '../../bin/migrate.js';
import { startBenchServers } from '../log/servers.js';

/** The whole system on servers of its own, gone when it is stopped. */
export interface System {
  readonly owner: pg.Client;
  readonly apps: StartedApps['apps'];
  /** Ids of the two servers' processes. */
  readonly pids: { readonly postgres: number; readonly nats: number };
  /**
   * What does not hold when all is over: each acknowledged command has its event, positions have no hole, the chain
   * verifies, and the read models are what a computation from the log gives.
   * @param before position of the log before the first command
   */
  broken(before: number, acknowledged: number): Promise<string[]>;
  stop(): Promise<void>;
}
interface Ready {
  readonly checks: {
    readonly log: { readonly position: number };
    readonly relay: { readonly lagEvents: number | null };
    readonly 'read-models': { readonly position: number };
  };
}

/** How long it may take to read and relay what was seeded, and what came under load, in milliseconds. */
const SEED_TIMEOUT = 10 * 60_000;
const TIMEOUT = 30_000;

/** Starts it with so many tickets in it; when it is there, they can be read and stand in JetStream. */
export async function startSystem(tickets: number): Promise<System> {
  const servers = await startBenchServers();
  const nats = await servers.nats();
  if (!nats) throw new Error('nats-server is missing: install it with `apt-get install nats-server`.');
  const databaseUrl = servers.postgres.url;
  await migrate(databaseUrl);
  const owner = await openClient({ connectionString: databaseUrl });
  const helpdesk = async (...args: readonly string[]): Promise<number | null> => {
    const env = { ...process.env, NODE_ENV: 'production', DATABASE_URL: databaseUrl, NATS_URL: nats.url };
    const program = [projectPath('bin', 'helpdesk.js'), ...args];
    const child = spawn(process.execPath, program, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    await once(child, 'close');
    return child.exitCode;
  };
  await helpdesk('seed', '--tickets', String(tickets));
  const started = await startApps({ databaseUrl, natsUrl: nats.url, env: { LOG_LEVEL: 'error' } });
  const settled = (timeout: number): Promise<boolean> => until(() => isSettled(started), timeout);
  if (!(await settled(SEED_TIMEOUT))) throw new Error('read models or JetStream do not get what was seeded.');
  return {
    owner,
    apps: started.apps,
    pids: { postgres: servers.postgres.pid, nats: nats.pid },
    async broken(before, acknowledged) {
      const { rows } = await owner.query<{ events: number; commands: number }>(
        `select (select count(*)::integer from log.events) as events,
           (select count(*)::integer from log.commands where position > $1) as commands`,
        [before],
      );
      const { events = 0, commands = 0 } = rows[0] ?? {};
      const { position } = await readHead(owner);
      const findings = {
        [`${events} events, but the last position is ${position}`]: events !== position,
        [`${acknowledged} commands acknowledged, ${commands} in the log`]: commands !== acknowledged,
        [`read models or JetStream are not at ${position}`]: !(await settled(TIMEOUT)),
        'helpdesk verify finds something': (await helpdesk('verify')) !== 0,
        'helpdesk replay finds other read models': (await helpdesk('replay')) !== 0,
      };
      return Object.keys(findings).filter((what) => findings[what]);
    },
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
