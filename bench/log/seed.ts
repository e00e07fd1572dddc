import { copyHistory } from '#libs/event-log/copy-history.js';
import { migrateLog } from '#libs/event-log/migrate.js';
import { withClient } from '#libs/platform/database.js';
import { inventedTickets } from '../invented-tickets.js';

/**
 * Fills an empty database with a year of invented tickets.
 * @returns how many events that makes
 */
export async function seed(databaseUrl: string, tickets: number): Promise<number> {
  await migrateLog(databaseUrl);
  const copied = await withClient({ connectionString: databaseUrl }, (owner) =>
    copyHistory(owner, inventedTickets(tickets, 1)),
  );
  return copied.position;
}
