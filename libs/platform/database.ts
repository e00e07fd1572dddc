import pg from 'pg';
import { withRolesOfCampus } from './campus.js';
import { ConfigError, type Config } from './config.js';
import { ClientOfHosts, severalHosts, withOneHost } from './database-hosts.js';

/** The least-privileged PostgreSQL role each process works as; migrations run as the owner. */
export const DATABASE_ROLES = {
  command: withRolesOfCampus('helpdesk_command'),
  projector: withRolesOfCampus('helpdesk_projector'),
  query: withRolesOfCampus('helpdesk_query'),
  notifier: withRolesOfCampus('helpdesk_notifier'),
} as const;
export type DatabaseUser = keyof typeof DATABASE_ROLES;

/** What runs SQL: a pool or one of its clients. */
export type Queryable = Pick<pg.Pool, 'query'>;

const OWN_URL = {
  command: 'DATABASE_URL_COMMAND',
  projector: 'DATABASE_URL_PROJECTOR',
  query: 'DATABASE_URL_QUERY',
  notifier: 'DATABASE_URL_NOTIFIER',
} as const;

/**
 * How a process connects: with its own URL if there is one, else with the owner's, working as its role from the first
 * statement on.
 * @throws {ConfigError} when neither is set
 */
export function databaseOptions(config: Config, user: DatabaseUser): pg.ClientConfig {
  const name = `helpdesk-${user}`;
  const own = config[OWN_URL[user]];
  if (own) return { ...splitOptions(own), application_name: name };
  if (!config.DATABASE_URL) throw new ConfigError(`Set DATABASE_URL or ${OWN_URL[user]} to a PostgreSQL database.`);
  const options = { ...splitOptions(config.DATABASE_URL), application_name: name };
  return withSettings(options, `-c role=${DATABASE_ROLES[user]}`);
}

/** `options=` of a URL would win over the settings of the session that are given beside it, the role among them. */
function splitOptions(url: string): pg.ClientConfig {
  const [, options] = /[?&]options=([^&]*)/.exec(url) ?? [];
  if (options === undefined) return { connectionString: url };
  const connectionString = url.replace(/([?&])options=[^&]*&?/, '$1').replace(/[?&]$/, '');
  return { connectionString, options: decodeURIComponent(options) };
}

/** The same way to connect, with settings of the session such as `-c jit=off` beside those it has. */
export function withSettings(options: pg.ClientConfig, settings: string): pg.ClientConfig {
  return { ...options, options: `${options.options ?? ''} ${settings}`.trim() };
}

/** What every connection has in common, whoever makes it: a server that hangs is noticed. */
export function connectionOptions<O extends pg.ClientConfig>(options: O): O {
  return { keepAlive: true, connectionTimeoutMillis: 5_000, ...options };
}

/** A pool that outlives lost connections: a client that breaks, idle or between two queries, does not end the process. */
export function createPool(options: pg.PoolConfig): pg.Pool {
  const several = severalHosts(options.connectionString) ? { Client: ClientOfHosts } : {};
  const pool = new pg.Pool({ ...connectionOptions(options), ...several });
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
}

/**
 * A connection of its own: for locks, LISTEN, COPY and long transactions. One that breaks does not end the process; the
 * statement under way says so, and the next one.
 * @throws what `isTransient` knows while the server is away
 */
export async function openClient(options: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(await withOneHost(connectionOptions(options)));
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    void client.end().catch(() => undefined);
    throw error;
  }
  return client;
}

/** A connection of its own for the time of the work. */
export async function withClient<T>(options: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await openClient(options);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @throws when the database does not answer, or is a standby or otherwise read-only where a primary is needed */
export async function checkPrimary(db: Queryable): Promise<void> {
  const { rows } = await db.query<{ transaction_read_only: string }>('show transaction_read_only');
  if (rows[0]?.transaction_read_only !== 'off')
    throw new Error('PostgreSQL is read-only: connect to the primary, this may be a standby');
}

/** A statement that keeps a session alive must be answered within this time, in milliseconds. */
const HEARTBEAT_TIMEOUT = 4_000;

/**
 * Fires once the connection is lost: it ended, or does not answer a statement any more.
 * @param heartbeat how often it is asked, in milliseconds
 */
export function whenLost(client: pg.Client, heartbeat: number): AbortSignal {
  const lost = new AbortController();
  let asked: number | undefined;
  const beat = setInterval(() => {
    if (asked !== undefined) return performance.now() - asked > HEARTBEAT_TIMEOUT ? lose() : undefined;
    asked = performance.now();
    client.query('select').then(() => (asked = undefined), lose);
  }, heartbeat);
  function lose(): void {
    clearInterval(beat);
    lost.abort();
  }
  client.once('end', lose).once('error', lose);
  return lost.signal;
}
