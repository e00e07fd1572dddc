import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { isUnreachable, sentenceFor } from './failure.js';

/** Between attempts, in milliseconds. */
const RETRY = { first: 100, most: 5_000 };

/**
 * Asks the database once whether it lets a process in.
 * @returns why it does not answer now; undefined when it does
 * @throws what waiting does not cure, a login that is refused for one
 */
export async function knock(options: pg.ClientConfig): Promise<Error | undefined> {
  const client = new pg.Client({ connectionTimeoutMillis: 5_000, ...options });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Says that a process waits for its database, and when that is there. Whoever needs it connects by himself; this is for
 * whoever reads the log.
 * @throws what waiting does not cure
 */
export async function waitAloud(options: pg.ClientConfig, away: Error): Promise<void> {
  const logger = new Logger('Database');
  logger.warn(`waiting for PostgreSQL: ${sentenceFor(away) ?? away.message}`);
  for (let wait = RETRY.first, still: Error | undefined = away; still; wait = Math.min(wait * 2, RETRY.most)) {
    await sleep(wait, undefined, { ref: false });
    still = await knock(options);
  }
  logger.log('PostgreSQL is there now');
}
