import { startApp, type AppName, type RunningApp } from '#libs/local-stack/apps.js';
import { leaveDataDir, noteState, openDataDir, takeDataDir } from '#libs/local-stack/data-dir.js';
import { startServers, type Servers } from '#libs/local-stack/servers.js';
import { StartError } from '#libs/local-stack/start-error.js';
import { supervise, type Supervised } from '#libs/local-stack/supervise.js';
import { readConfig, type Config } from '#libs/platform/config.js';
import { withClient } from '#libs/platform/database.js';
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

type Apps = ReadonlyMap<AppName, Supervised<RunningApp>>;

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
  const apps = new Map<AppName, Supervised<RunningApp>>();
  const urls: Partial<Record<AppName, string>> = {};
  await endings.add(async () => void (await Promise.all([...apps.values()].map((app) => app.stop()))));
  const note = (): void => {
    const pids = [...apps].map(([name, app]) => [name, app.current()?.process.pid]);
    noteState(dataDir, {
      pid: process.pid,
      url: urls['query-api'],
      commandUrl: urls['command-api'],
      databaseUrl: servers.databaseUrl,
      natsUrl: servers.natsUrl,
      natsIntegrationUrl: servers.natsIntegrationUrl,
      apps: Object.fromEntries(pids),
    });
  };
  const startOne = async ([name, environment]: [AppName, NodeJS.ProcessEnv]): Promise<void> => {
    const start = (): Promise<RunningApp> => startApp(name, environment, (line) => screen.app(name, line));
    const app = await supervise(start, (words) => {
      screen.say(`${name} ${words}`);
      note();
    });
    if (endings.begun) await app.stop();
    apps.set(name, app);
    urls[name] = app.current()?.url;
    note();
  };
  await Promise.all((Object.entries(environments) as [AppName, NodeJS.ProcessEnv][]).map(startOne));
  if (endings.begun) return apps;
  const nightly = startNightly(servers.postgresDir ? withBackupPlaces(config, dataDir) : config, servers, screen);
  await endings.add(() => nightly.stop());
  const empty = await isEmpty(servers.databaseUrl);
  screen.show(
    welcome({
      url: urls['query-api'] ?? '',
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

function isEmpty(connectionString: string): Promise<boolean> {
  return withClient({ connectionString }, async (client) => {
    return (await client.query('select 1 from log.events limit 1')).rowCount === 0;
  });
}
