import pg from 'pg';
import { openClient, whenLost } from './database.js';
import { pause, retryUntil } from './retry.js';

const HEARTBEAT = 5_000;
/** Between two looks at a standby, in milliseconds: half of it is what a reader waits longer there, on average. */
const POLL = 50;

export interface Listener {
  /** Called with what each notification carries. */
  notified(payload: string): void;
  /** Called after each LISTEN, the first and those after a lost connection, and every 50 ms on a standby: reads what was missed meanwhile. */
  listening(client: pg.Client): Promise<void>;
}

/**
 * Listens to a channel of PostgreSQL, through lost connections, until closed. A hot standby refuses LISTEN and hears no
 * NOTIFY: there the listener is called again and again, until the standby is promoted.
 */
export function listen(options: pg.ClientConfig, channel: string, listener: Listener): { close(): Promise<void> } {
  const stop = new AbortController();
  const session = async (): Promise<void> => {
    const client = await openClient(options);
    try {
      const lost = whenLost(client, HEARTBEAT);
      client.on('notification', ({ payload = '' }) => listener.notified(payload));
      const listening = (): Promise<unknown> => client.query(`listen ${client.escapeIdentifier(channel)}`);
      await listening().catch(async (error: unknown) => {
        if (!isReadOnly(error)) throw error;
        await untilPromoted(client, listener, lost, stop.signal);
        if (!stop.signal.aborted) await listening();
      });
      await listener.listening(client);
      await untilAborted(lost, stop.signal);
    } finally {
      await client.end().catch(() => undefined);
    }
    throw new Error('Connection terminated');
  };
  const again = { signal: stop.signal, first: 50, longest: 2_000, retries: () => true };
  const running = retryUntil(session, again).catch(() => undefined);
  return {
    async close() {
      stop.abort();
      await running;
    },
  };
}

/** https://www.postgresql.org/docs/18/hot-standby.html: LISTEN is refused during recovery, as read_only_sql_transaction. */
function isReadOnly(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '25006';
}

async function untilPromoted(client: pg.Client, listener: Listener, ...signals: AbortSignal[]): Promise<void> {
  while (!signals.some(({ aborted }) => aborted)) {
    const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
    if (!rows[0]?.standby) return;
    await listener.listening(client);
    await pause(POLL, ...signals);
  }
}

/** The longest that a timer takes, in milliseconds. */
const FOREVER = 2_147_483_647;

async function untilAborted(...signals: AbortSignal[]): Promise<void> {
  while (!signals.some(({ aborted }) => aborted)) await pause(FOREVER, ...signals);
}
