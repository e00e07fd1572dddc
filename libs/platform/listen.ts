import type pg from 'pg';
import { openClient, whenLost } from './database.js';
import { pause, retryUntil } from './retry.js';

const HEARTBEAT = 5_000;

export interface Listener {
  /** Called with what each notification carries. */
  notified(payload: string): void;
  /** Called after each LISTEN, the first and those after a lost connection: reads what was missed meanwhile. */
  listening(client: pg.Client): Promise<void>;
}

/** Listens to a channel of PostgreSQL, through lost connections, until closed. */
export function listen(options: pg.ClientConfig, channel: string, listener: Listener): { close(): Promise<void> } {
  const stop = new AbortController();
  const session = async (): Promise<void> => {
    const client = await openClient(options);
    try {
      const lost = whenLost(client, HEARTBEAT);
      client.on('notification', ({ payload = '' }) => listener.notified(payload));
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
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

/** The longest that a timer takes, in milliseconds. */
const FOREVER = 2_147_483_647;

async function untilAborted(...signals: AbortSignal[]): Promise<void> {
  while (!signals.some(({ aborted }) => aborted)) await pause(FOREVER, ...signals);
}
