import { randomBytes } from 'node:crypto';
import type { AppName } from '#libs/local-stack/apps.js';
import type { Servers } from '#libs/local-stack/servers.js';
import { commandApiUrl, type Config } from '#libs/platform/config.js';
import { DATABASE_ROLES, type DatabaseUser } from '#libs/platform/database.js';
import { allowLogins } from '../logins.js';

const USERS: Record<AppName, DatabaseUser> = {
  'command-api': 'command',
  'analytics-projector': 'projector',
  'query-api': 'query',
  notifier: 'notifier',
};
type Environment = Record<string, string | undefined>;

/**
 * The environment of each app that starts. On a PostgreSQL of our own each gets a login that can do no more than its role; only
 * the launcher knows the login of the owner.
 */
export async function appSettings(config: Config, servers: Servers): Promise<Partial<Record<AppName, Environment>>> {
  const common: Environment = {
    ...process.env,
    NODE_ENV: process.env['HELPDESK_DEV'] ? 'development' : 'production',
    NATS_URL: undefined,
    PORT: String(config.PORT),
    COMMAND_API_PORT: String(config.COMMAND_API_PORT),
    COMMAND_API_URL: commandApiUrl(config),
    PROJECTOR_PORT: String(config.PROJECTOR_PORT),
    HELPDESK_TIME_ZONE: config.HELPDESK_TIME_ZONE,
    NOTIFIER_PORT: String(config.NOTIFIER_PORT),
  };
  const notifies = startsNotifier(config) && servers.natsNotifierUrl !== undefined;
  const notifier = notifies ? { NOTIFIER_URL: `http://${config.NOTIFIER_HOST}:${config.NOTIFIER_PORT}` } : {};
  const login = servers.postgresDir ? await makeLogins(servers.databaseUrl) : () => ({});
  const of = (name: AppName): Environment => ({ ...common, ...login(USERS[name]) });
  return {
    'command-api': { ...of('command-api'), NATS_URL: servers.natsUrl },
    'analytics-projector': of('analytics-projector'),
    'query-api': { ...of('query-api'), ...notifier },
    ...(notifies && { notifier: { ...of('notifier'), NATS_URL: servers.natsNotifierUrl } }),
  };
}

/** The notifier starts when it is asked for or a channel is set up; one that runs elsewhere is used as it is. */
export function startsNotifier(config: Config): boolean {
  if (config.HELPDESK_NOTIFIER) return config.HELPDESK_NOTIFIER === 'on';
  return (
    !config.NOTIFIER_URL &&
    Boolean(config.HELPDESK_WEBHOOKS ?? config.SMTP_URL ?? config.HELPDESK_URL?.startsWith('https:'))
  );
}

async function makeLogins(ownerUrl: string): Promise<(user: DatabaseUser) => Environment> {
  const password = randomBytes(24).toString('hex');
  await allowLogins(ownerUrl, { command: password, projector: password, query: password, notifier: password });
  return (user) => {
    const url = new URL(ownerUrl);
    url.username = DATABASE_ROLES[user];
    url.password = password;
    return { DATABASE_URL: undefined, [`DATABASE_URL_${user.toUpperCase()}`]: url.href };
  };
}
