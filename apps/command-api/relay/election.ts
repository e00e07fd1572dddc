import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** "relay" in the advisory locks of the database; the append takes another number. */
const LOCK = '7165064646484782';
/** How often a candidate asks, and a leader shows that it lives, in milliseconds. */
const ASK_EVERY = 500;
/** PostgreSQL ends the session of a leader that says nothing for this long: a frozen process loses the lock. */
const SILENCE = '5s';

/**
 * Does the work while holding the lock that one process at a time can hold; waits for it as long as the signal allows.
 * The lock is a courtesy that saves work: what fences is the sequence each message expects.
 * @param candidate `onStandby` is called while another process holds the lock; `work` is told by its signal when the lock
 * is lost, and must end then
 * @throws {Error} when the database is lost before the lock was won
 */
export async function lead(
  options: pg.ClientConfig,
  signal: AbortSignal,
  candidate: { onStandby(): void; work(lost: AbortSignal): Promise<void> },
): Promise<void> {
  const client = new pg.Client({ keepAlive: true, connectionTimeoutMillis: 5_000, query_timeout: 4_000, ...options });
  const lost = new AbortController();
  const lose = () => lost.abort();
  client.on('error', lose);
  client.on('end', lose);
  signal.addEventListener('abort', lose, { once: true });
  let stillThere: NodeJS.Timeout | undefined;
  try {
    await client.connect();
    await client.query(`set idle_session_timeout = '${SILENCE}'`);
    while (!(await won(client))) {
      if (lost.signal.aborted) return;
      candidate.onStandby();
      await sleep(ASK_EVERY, undefined, { signal: lost.signal }).catch(() => undefined);
    }
    stillThere = setInterval(() => void client.query('select').catch(lose), ASK_EVERY);
    if (!lost.signal.aborted) await candidate.work(lost.signal);
  } finally {
    clearInterval(stillThere);
    signal.removeEventListener('abort', lose);
    await client.end().catch(() => undefined);
  }
}

async function won(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ won: boolean }>(`select pg_try_advisory_lock(${LOCK}) as won`);
  return rows[0]?.won === true;
}
