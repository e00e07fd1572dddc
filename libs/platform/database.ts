import pg from 'pg';
import { ConfigError, type Config } from './config.js';

/** The least-privileged PostgreSQL role each process works as; migrations run as the owner. */
export const DATABASE_ROLES = {
  command: 'helpdesk_command',
  projector: 'helpdesk_projector',
  query: 'helpdesk_query',
} as const;
export type DatabaseUser = keyof typeof DATABASE_ROLES;

/** What runs SQL: a pool or one of its clients. */
export type Queryable = Pick<pg.Pool, 'query'>;

const OWN_URL = {
  command: 'DATABASE_URL_COMMAND',
  projector: 'DATABASE_URL_PROJECTOR',
  query: 'DATABASE_URL_QUERY',
} as const;

/**
 * How a process connects: with its own URL if there is one, else with the owner's, working as its role from the first
 * statement on.
 * @throws {ConfigError} when neither is set
 */
export function databaseOptions(config: Config, user: DatabaseUser): pg.ClientConfig {
  const name = `helpdesk-${user}`;
  const own = config[OWN_URL[user]];
  if (own) return { connectionString: own, application_name: name };
  if (!config.DATABASE_URL) throw new ConfigError(`Set DATABASE_URL or ${OWN_URL[user]} to a PostgreSQL database.`);
  return { connectionString: config.DATABASE_URL, application_name: name, options: `-c role=${DATABASE_ROLES[user]}` };
}

/** The same way to connect, with settings of the session such as `-c jit=off` beside those it has. */
export function withSettings(options: pg.ClientConfig, settings: string): pg.ClientConfig {
  return { ...options, options: `${options.options ?? ''} ${settings}`.trim() };
}

/** A pool that outlives lost connections: a client that breaks, idle or between two queries, does not end the process. */
export function createPool(options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ connectionTimeoutMillis: 5_000, ...options });
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
}
