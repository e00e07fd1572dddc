import pg from 'pg';
import { type AppName } from '#libs/local-stack/apps.js';
import { leaveDataDir, noteState, openDataDir, takeDataDir } from '#libs/local-stack/data-dir.js';
import { startServers, type Servers } from '#libs/local-stack/servers.js';
import { StartError } from '#libs/local-stack/start-error.js';
import { supervise, type SupervisedApp } from '#libs/local-stack/supervise.js';
import { readConfig, type Config } from '#libs/platform/config.js';
import { sentenceFor } from '#libs/platform/failure.js';
import { withBackupPlaces } from './backup/places.js';
import { appSettings } from './launcher/app-settings.js';
import { claimPorts } from './launcher/claim-ports.js';
import { Endings } from './launcher/endings.js';
import { LogScreen } from './launcher/log-screen.js';
import { Nightly } from './launcher/nightly.js';
import { onStopSignal } from './launcher/stop-signal.js';
import { welcome } from './launcher/welcome.js';
import { migrate } from './migrate.js';

type Apps = ReadonlyMap<AppName, SupervisedApp>;

/**
 * Starts PostgreSQL, NATS and the apps, and stays until it is told to stop.
 * @returns the running apps; undefined when it was stopped while it started
 */
export async function start(): Promise<Apps | undefined> {
  const endings = new Endings();
  try {
    const config = readConfig();
    const screen = new LogScreen(process.stdout, config.LOG_LEVEL === 'debug' || config.LOG_LEVEL === 'verbose');
    onStopSignal((why) => void stop(why, endings, screen));
    return await startAll(config, endings, screen);
  } catch (error) {
    if (endings.begun) return undefined;
    await endings.run();
    const sentence = error instanceof StartError ? error.message : (sentenceFor(error) ?? wordsOf(error));
    process.stderr.write(`\n${sentence}\n`);
    process.exit(1);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function stop(why: string, endings: Endings, screen: LogScreen): Promise<void> {
  screen.say(`stopping (${why})`);
  const clean = await endings.run();
  if (clean) screen.say('stopped; the data are kept');
  process.exit(clean ? 0 : 1);
}

async function startAll(settings: Config, endings: Endings, screen: LogScreen): Promise<Apps> {
  const dataDir = openDataDir(settings.HELPDESK_DATA_DIR);
  await takeDataDir(dataDir);
  await endings.add(() => leaveDataDir(dataDir));
  const config = await claimPorts(settings);

  const servers = await startServers({ config, dataDir, say: (words) => screen.say(words) });
  await endings.add(() => servers.stop());
  await migrate(servers.databaseUrl);

  const environments = await appSettings(config, servers);
  const apps = new Map<AppName, SupervisedApp>();
  await endings.add(async () => void (await Promise.all([...apps.values()].map((app) => app.stop()))));
  const note = (): void => {
    const alive = [...apps].map(([name, app]) => [name, app.pid()] as const);
    const pids = Object.fromEntries(alive.filter((entry): entry is [AppName, number] => entry[1] !== undefined));
    const urls = { url: apps.get('query-api')?.url, commandUrl: apps.get('command-api')?.url };
    noteState(dataDir, {
      pid: process.pid,
      ...urls,
      databaseUrl: servers.databaseUrl,
      natsUrl: servers.natsUrl,
      natsIntegrationUrl: servers.natsIntegrationUrl,
      apps: pids,
    });
  };
  const hearing = {
    line: (name: AppName, line: string) => screen.app(name, line),
    change: (name: AppName, words: string) => {
      screen.say(`${name} ${words}`);
      note();
    },
  };
  const startOne = async ([name, environment]: [AppName, NodeJS.ProcessEnv]): Promise<void> => {
    const app = await supervise(name, environment, hearing);
    if (endings.begun) await app.stop();
    apps.set(name, app);
    note();
  };
  await Promise.all((Object.entries(environments) as [AppName, NodeJS.ProcessEnv][]).map(startOne));
  if (endings.begun) return apps;
  const nightly = startNightly(servers.postgresDir ? withBackupPlaces(config, dataDir) : config, servers, screen);
  await endings.add(() => nightly.stop());
  const url = apps.get('query-api')?.url ?? '';
  const empty = await isEmpty(servers.databaseUrl);
  screen.show(
    welcome({
      url,
      host: config.HOST,
      dataDir,
      postgresDir: servers.postgresDir,
      natsUrl: servers.natsUrl?.replace(/[^/]*@/, ''),
      empty,
    }),
  );
  return apps;
}

function startNightly(config: Config, servers: Servers, screen: LogScreen): Nightly {
  const { HELPDESK_BACKUP_DIR, HELPDESK_CHECKPOINT_FILE } = config;
  return new Nightly({
    config,
    databaseUrl: servers.databaseUrl,
    env: { ...process.env, NATS_URL: servers.natsUrl, HELPDESK_BACKUP_DIR, HELPDESK_CHECKPOINT_FILE },
    onLine: (line) => screen.app('nightly', line),
  });
}

async function isEmpty(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query('select 1 from log.events limit 1')).rowCount === 0;
  } finally {
    await client.end();
  }
}
