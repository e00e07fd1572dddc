import type pg from 'pg';
import { openClient, whenLost } from './database.js';
import { pause } from './retry.js';

/** How often a candidate asks, and a leader shows that it lives, in milliseconds. */
const HEARTBEAT = 500;
/** PostgreSQL ends the session of a leader that sends nothing for this long: a frozen process loses the lock. */
const IDLE_TIMEOUT = '5s';

export interface Candidate {
  /** The advisory lock: one number of 64 bits, or two of 32. */
  readonly lock: readonly [string] | readonly [number, number];
  /** Called on the connection that will hold the lock. */
  connected?(client: pg.Client): Promise<void>;
  /** Called when another process holds the lock. */
  standby(): void;
  /** The work. Its signal fires when the lock is lost or the process ends: it must end then. */
  work(lost: AbortSignal): Promise<void>;
}

/**
 * Does the work while holding a lock that one process at a time can hold; waits for it as long as the signal allows. The lock
 * only saves work: what keeps two from doing harm is a fence where they write.
 * @throws what the work throws, and what the connection throws before the lock was won
 */
export async function lead(options: pg.ClientConfig, signal: AbortSignal, candidate: Candidate): Promise<void> {
  const client = await openClient({ query_timeout: 4_000, ...options });
  try {
    const lost = AbortSignal.any([signal, whenLost(client, HEARTBEAT)]);
    await client.query(`set idle_session_timeout = '${IDLE_TIMEOUT}'`);
    await candidate.connected?.(client);
    while (!lost.aborted && !(await won(client, candidate.lock))) {
      candidate.standby();
      await pause(HEARTBEAT, lost);
    }
    if (!lost.aborted) await candidate.work(lost);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function won(client: pg.Client, lock: readonly (string | number)[]): Promise<boolean> {
  const text = `select pg_try_advisory_lock(${lock.map((_, index) => `$${index + 1}`).join(', ')}) as won`;
  const { rows } = await client.query<{ won: boolean }>(text, [...lock]);
  return rows[0]?.won === true;
}
