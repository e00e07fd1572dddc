import type pg from 'pg';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { leaveDataDir, openDataDir, runningSystem, takeDataDir } from '#libs/local-stack/data-dir.js';
import { startServers } from '#libs/local-stack/servers.js';
import { readConfig, type Config } from '#libs/platform/config.js';
import { withClient } from '#libs/platform/database.js';
import { withBackupPlaces } from '../backup/places.js';
import { BadUse } from './outcomes.js';
import { say } from './output.js';

/** No such table, column, schema. */
const ANOTHER_FORM = new Set(['42P01', '42703', '3F000']);

/** The system a verb works on. */
export interface System {
  readonly config: Config;
  /** Of the owner. */
  readonly databaseUrl: string;
  readonly natsUrl?: string;
  /** The pages of the running system; undefined when it is not known to run. */
  readonly url?: string;
}

/**
 * Finds the system, by DATABASE_URL, else the running one, else its servers are started for as long as the work lasts; and connects to
 * its database as the owner.
 * @param options `nats`: the work needs NATS too; `migrates`: it writes tables, which must be those of this version. Who only
 * looks leaves a database as it is: it may be about to be backed up for an upgrade.
 */
export async function withSystem<T>(
  work: (system: System, owner: pg.Client) => Promise<T>,
  options: { readonly nats?: boolean; readonly migrates?: boolean } = {},
): Promise<T> {
  const settings = readConfig();
  const on = async (system: System, migrates = options.migrates): Promise<T> => {
    if (migrates) await bringUp(system.databaseUrl);
    const connection = { connectionString: system.databaseUrl, application_name: 'helpdesk-cli' };
    return withClient(connection, (owner) => work(system, owner));
  };
  if (settings.DATABASE_URL) {
    return on({ config: settings, databaseUrl: settings.DATABASE_URL, natsUrl: settings.NATS_URL });
  }
  const dataDir = openDataDir(settings.HELPDESK_DATA_DIR);
  const config = withBackupPlaces(settings, dataDir);
  const running = runningSystem(dataDir);
  if (running?.databaseUrl) {
    return on({ config, databaseUrl: running.databaseUrl, natsUrl: running.natsUrl, url: running.url }, false);
  }
  await takeDataDir(dataDir);
  try {
    say(`the helpdesk is not running: starting its servers on ${dataDir} for this command`);
    const servers = await startServers({ config, dataDir, say, withoutNats: !options.nats });
    try {
      return await on({ config, databaseUrl: servers.databaseUrl, natsUrl: servers.natsUrl });
    } finally {
      await servers.stop();
    }
  } finally {
    leaveDataDir(dataDir);
  }
}

/** Loaded by those who migrate only: the others answer in half the time. */
async function bringUp(databaseUrl: string): Promise<void> {
  const { migrate } = await import('../migrate.js');
  await migrate(databaseUrl);
}

/**
 * A connection to NATS for the time of the work.
 * @throws {BadUse} when the system has none
 */
export async function withBus<T>(system: System, work: (bus: Bus) => Promise<T>): Promise<T> {
  const { natsUrl, config } = system;
  if (!natsUrl) throw new BadUse('This needs NATS: set NATS_URL, or install nats-server and start the helpdesk again.');
  const bus = await connectBus({
    url: natsUrl,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    replicas: config.NATS_REPLICAS,
    name: 'helpdesk-cli',
  });
  try {
    return await work(bus);
  } finally {
    await bus.close();
  }
}

/**
 * What a table says that other versions have otherwise, or not at all.
 * @param what for the sentence that says it was left out
 */
export async function ifThere<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!ANOTHER_FORM.has((error as { code?: string }).code ?? '')) throw error;
    say(`The database is of another version (${(error as Error).message}): going on without ${what}.`);
    return undefined;
  }
}
