import type { Queryable } from '#libs/platform/database.js';

/**
 * Deletes who follows tickets, with all that still waits for them. The notifier does so by itself when it reads of an erasure; this
 * is for when it does not run.
 * @returns how many subscriptions there were
 */
export async function forgetFollowers(owner: Queryable, ticketIds: readonly string[]): Promise<number> {
  const { rowCount } = await owner.query('delete from notify.subscriptions where ticket_id = any($1::uuid[])', [
    ticketIds,
  ]);
  return rowCount ?? 0;
}
