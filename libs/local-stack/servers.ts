import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#libs/platform/config.js';
import { startPostgres } from './postgres.js';
import { getNatsServer } from './nats-server.js';
import { startNats } from './nats.js';
import { supervise, type Running } from './supervise.js';

export interface Servers {
  /** URL of the owner. */
  readonly databaseUrl: string;
  /** Where PostgreSQL keeps the data; undefined when it is not ours. */
  readonly postgresDir?: string;
  /** Undefined when there is no NATS: what integrates by events waits until there is. */
  readonly natsUrl?: string;
  /** For what integrates: it reads events and sends commands. */
  readonly natsIntegrationUrl?: string;
  /** For the notifier. */
  readonly natsNotifierUrl?: string;
  stop(): Promise<void>;
}
export interface ServersOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly say: (words: string) => void;
  /** Ask only for PostgreSQL. */
  readonly withoutNats?: boolean;
}

/** Starts PostgreSQL and NATS, unless the settings name others; one that dies is started again. */
export async function startServers(options: ServersOptions): Promise<Servers> {
  const [postgres, nats] = await Promise.all([ownPostgres(options), ownNats(options)]);
  const stop = async (): Promise<void> => {
    await nats?.stop();
    await postgres?.stop();
  };
  return {
    databaseUrl: options.config.DATABASE_URL ?? postgres?.first.url ?? '',
    postgresDir: postgres?.first.dataDir,
    natsUrl: options.config.NATS_URL ?? nats?.first.url,
    natsIntegrationUrl: nats?.first.integrationUrl,
    natsNotifierUrl: options.config.NATS_URL ?? nats?.first.notifierUrl,
    stop,
  };
}

async function ownPostgres({ config, dataDir, say }: ServersOptions) {
  if (config.DATABASE_URL) return undefined;
  const folder = subfolder(dataDir, 'postgres-server');
  return keepRunning('PostgreSQL', folder, say, (port) => startPostgres({ folder, port }));
}

async function ownNats({ config, dataDir, say, withoutNats }: ServersOptions) {
  if (config.NATS_URL || withoutNats) return undefined;
  const program = await getNatsServer(join(dataDir, 'programs'), say);
  if (!program) {
    say(
      'no nats-server on this system: what integrates by events waits until one is there (apt-get install nats-server)',
    );
    return undefined;
  }
  const folder = subfolder(dataDir, 'nats');
  return keepRunning('nats-server', folder, say, (port) => startNats({ program, folder, port }));
}

/** Starts a server on the port it had last time, and again on the same one when it dies by itself or does not answer. */
async function keepRunning<S extends Running & { readonly port: number }>(
  name: string,
  folder: string,
  say: (words: string) => void,
  start: (port: number | undefined) => Promise<S>,
): Promise<{ first: S; stop(): Promise<void> }> {
  const portFile = join(folder, 'port');
  let port = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : undefined;
  const started = async (): Promise<S> => {
    const server = await start(port);
    port = server.port;
    return server;
  };
  const server = await supervise(started, (words) => say(`${name} ${words} (its log is in ${folder})`));
  writeFileSync(portFile, String(port));
  return { first: server.current() as S, stop: () => server.stop() };
}

function subfolder(dataDir: string, name: string): string {
  const folder = join(dataDir, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
