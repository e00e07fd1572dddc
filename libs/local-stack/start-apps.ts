import { startApp, type AppName, type RunningApp } from './apps.js';

export interface StartedApps {
  readonly commandUrl: string;
  readonly queryUrl: string;
  readonly projectorUrl: string;
  readonly apps: Readonly<Record<AppName, RunningApp>>;
  /** The lines that the apps have written so far. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}
export interface StartAppsOptions {
  readonly databaseUrl: string;
  readonly natsUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the three built apps (dist/) on free ports. */
export async function startApps({ databaseUrl, natsUrl, env = {} }: StartAppsOptions): Promise<StartedApps> {
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
    ...env,
  };
  const start = (name: AppName, more: Record<string, string> = {}) =>
    startApp(name, { ...common, ...more }, (line) => void lines.push(line));
  const [command, projector] = await Promise.all([start('command-api'), start('analytics-projector')]);
  const query = await start('query-api', { COMMAND_API_URL: command.url });
  const stop = async (): Promise<void> => {
    await Promise.all([query, projector, command].map((app) => app.stop()));
  };
  return {
    commandUrl: command.url,
    queryUrl: query.url,
    projectorUrl: projector.url,
    apps: { 'command-api': command, 'analytics-projector': projector, 'query-api': query },
    lines,
    stop,
  };
}
