import pg from 'pg';
import { copyHistory } from '#libs/event-log/copy-history.js';
import { migrateLog } from '#libs/event-log/migrate.js';
import { seedHistories } from '#libs/read-models/seed/histories.js';

const YEAR = 365 * 86_400_000;

/**
 * Fills an empty database with a year of invented tickets.
 * @returns how many events that makes
 */
export async function seed(databaseUrl: string, tickets: number): Promise<number> {
  await migrateLog(databaseUrl);
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  const until = new Date();
  const from = new Date(until.getTime() - YEAR);
  const { position } = await copyHistory(owner, seedHistories({ tickets, from, until }));
  await owner.end();
  return position;
}
