import { callbackify } from 'node:util';
import pg from 'pg';
import { ConfigError } from './config.js';

/** `postgres://user@host1:5432,host2/name`: what comes before the hosts, the hosts, the name, the parameters. */
const SEVERAL = /^(postgres(?:ql)?:\/\/(?:[^@/?]*@)?)([^/?]+)(\/[^?]*)?(?:\?(.*))?$/;

interface Hosts {
  /** The URL of each host. */
  readonly urls: readonly [string, ...string[]];
  /** Whether only a primary will do. */
  readonly writable: boolean;
}

/**
 * Reads several hosts and `target_session_attrs` from a database URL as libpq does:
 * https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-MULTIPLE-HOSTS
 * @throws {ConfigError} when `target_session_attrs` is neither `any` nor `read-write`
 */
export function hostsOf(connectionString: string): Hosts {
  const [, login = '', hosts = '', name = '', query = ''] = SEVERAL.exec(connectionString) ?? [];
  const parameters = new URLSearchParams(query);
  const wanted = parameters.get('target_session_attrs') ?? 'any';
  if (!['any', 'read-write'].includes(wanted))
    throw new ConfigError(`target_session_attrs of a database URL is any or read-write, not ${wanted}.`);
  parameters.delete('target_session_attrs');
  const rest = name + (parameters.size > 0 ? `?${parameters}` : '');
  const [first = '', ...others] = hosts.split(',').map((host) => login + host + rest);
  return { urls: [hosts ? first : connectionString, ...others], writable: wanted === 'read-write' };
}

/** Whether a host must be looked for when a connection is made. */
export function severalHosts(connectionString = ''): boolean {
  const { urls, writable } = hostsOf(connectionString);
  return urls.length > 1 || writable;
}

/**
 * The same options with the URL of one host: the first that answers, and takes writes if that is wanted.
 * @throws what each of them said, when none does
 */
export async function withOneHost<O extends pg.ClientConfig>(options: O): Promise<O> {
  if (!severalHosts(options.connectionString)) return options;
  const { urls, writable } = hostsOf(options.connectionString ?? '');
  const connectionString = await Promise.any(
    urls.map((url) => probe({ ...options, connectionString: url }, writable).then(() => url)),
  );
  return { ...options, connectionString };
}

async function probe(options: pg.ClientConfig, writable: boolean): Promise<void> {
  const client = new pg.Client(options);
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ transaction_read_only: string }>('show transaction_read_only');
    if (writable && rows[0]?.transaction_read_only !== 'off') throw readOnly(client.host);
  } finally {
    void client.end().catch(() => undefined);
  }
}

/** As PostgreSQL itself says it to who writes: https://www.postgresql.org/docs/18/errcodes-appendix.html */
function readOnly(host: string): pg.DatabaseError {
  const words = `${host} is read-only: it may be a standby`;
  return Object.assign(new pg.DatabaseError(words, words.length, 'error'), { code: '25006' });
}

/** A client that looks for its host when it connects, for a pool whose URL has several. */
export class ClientOfHosts extends pg.Client {
  private readonly given: pg.ClientConfig;

  constructor(options: pg.ClientConfig = {}) {
    super({ ...options, connectionString: hostsOf(options.connectionString ?? '').urls[0] });
    this.given = options;
  }

  override connect(): Promise<this>;
  override connect(callback: ((error: Error) => void) | ((error: null, client: this) => void)): void;
  override connect(callback?: ((error: Error) => void) | ((error: null, client: this) => void)): Promise<this> | void {
    const connect = async (): Promise<this> => {
      const { host, port } = new pg.Client(await withOneHost(this.given));
      Object.assign(this, { host, port });
      await super.connect();
      return this;
    };
    if (!callback) return connect();
    callbackify(connect)(callback as (error: Error | null, client: this) => void);
  }
}
