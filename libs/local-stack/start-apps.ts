import { APP_NAMES, startApp, type AppName, type RunningApp } from './apps.js';

export interface StartedApps {
  readonly commandUrl: string;
  readonly queryUrl: string;
  readonly projectorUrl: string;
  readonly apps: Readonly<Record<(typeof APP_NAMES)[number], RunningApp>>;
  /** Only when it was asked for. */
  readonly notifier?: RunningApp;
  /** The lines that the apps have written so far. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}
export interface StartAppsOptions {
  readonly databaseUrl: string;
  readonly natsUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Starts the notifier too, which query-api then knows. */
  readonly notifier?: boolean;
}

/** Starts the built apps (dist/) on free ports. */
export async function startApps({
  databaseUrl,
  natsUrl,
  env = {},
  notifier = false,
}: StartAppsOptions): Promise<StartedApps> {
  const lines: string[] = [];
  const common = {
    ...process.env,
    NODE_ENV: 'production',
    NODE_OPTIONS: '',
    DATABASE_URL: databaseUrl,
    NATS_URL: natsUrl ?? '',
    PORT: '0',
    COMMAND_API_PORT: '0',
    PROJECTOR_PORT: '0',
    NOTIFIER_PORT: '0',
    ...env,
  };
  const start = (name: AppName, more: Record<string, string> = {}) =>
    startApp(name, { ...common, ...more }, (line) => void lines.push(line));
  const [command, projector, notify] = await Promise.all([
    start('command-api'),
    start('analytics-projector'),
    notifier ? start('notifier') : undefined,
  ]);
  const query = await start('query-api', { COMMAND_API_URL: command.url, NOTIFIER_URL: notify?.url ?? '' });
  const stop = async (): Promise<void> => {
    await Promise.all([query, projector, command, notify].map((app) => app?.stop()));
  };
  return {
    commandUrl: command.url,
    queryUrl: query.url,
    projectorUrl: projector.url,
    apps: { 'command-api': command, 'analytics-projector': projector, 'query-api': query },
    ...(notify && { notifier: notify }),
    lines,
    stop,
  };
}
