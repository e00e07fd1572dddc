import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { openClient } from './database.js';
import { sentenceFor } from './failure.js';
import { retryUntil } from './retry.js';
import { isTransient } from './transient.js';

/**
 * Asks the database once whether it lets a process in.
 * @returns why it does not answer now; undefined when it does
 * @throws what waiting does not cure, such as a rejected login
 */
export async function probeDatabase(options: pg.ClientConfig): Promise<Error | undefined> {
  try {
    await (await openClient(options)).end();
    return undefined;
  } catch (error) {
    if (!isTransient(error)) throw error;
    return error;
  }
}

/**
 * Logs that a process waits for its database, and when it answers. Whoever needs the database connects again without this.
 * @throws what waiting does not cure
 */
export async function waitForDatabase(options: pg.ClientConfig, away: Error): Promise<void> {
  const logger = new Logger('Database');
  logger.warn(`waiting for PostgreSQL: ${sentenceFor(away) ?? away.message}`);
  const probe = async (): Promise<void> => {
    const still = await probeDatabase(options);
    if (still) throw still;
  };
  await retryUntil(probe, { first: 100, longest: 5_000 });
  logger.log('PostgreSQL is there now');
}
