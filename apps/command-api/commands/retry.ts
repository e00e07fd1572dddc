import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const FIRST_WAIT = 25;
const LONGEST_WAIT = 1_000;

/**
 * Does something with PostgreSQL until it works or the time is up. Only what a lost connection or a server in trouble
 * explains is done again: it must be safe to do twice.
 * @param deadline in milliseconds of `performance.now()`
 */
export async function retryUntil<T>(work: () => Promise<T>, { deadline }: { readonly deadline: number }): Promise<T> {
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || performance.now() + wait > deadline) throw error;
      await sleep(wait);
    }
  }
}

/** Connection lost, server going down or coming up, out of resources, read-only after a switch-over, deadlock. */
export function isTransient(error: unknown): boolean {
  const { code = '', message = '', errors } = error as { code?: string; message?: string; errors?: unknown[] };
  if (error instanceof pg.DatabaseError) return /^(08|25006|40|53|55P03|57P0|58)/.test(code);
  if (errors?.length) return errors.some(isTransient);
  return /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code) || LOST.test(message);
}

/** What pg says, without a code, when a connection is gone or does not answer. */
const LOST = /terminated|timeout|not queryable/i;
