import { readTouched } from '#libs/event-log/read-side.js';
import type { Queryable } from '#libs/platform/database.js';
import { ticketOf } from '#libs/tickets/stored-events.js';
import { query } from './sql.js';

/** Numbers of the tickets that the events behind one position, up to another, are about. */
export async function touchedTickets(db: Queryable, after: number, upTo: number): Promise<number[]> {
  const ids = (await readTouched(db, after, upTo)).map(ticketOf).filter((id) => id !== undefined);
  return [...(await ticketNumbers(db, ids)).values()];
}

/** The numbers of tickets by their ids; those that the read models do not have are absent. */
export async function ticketNumbers(db: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const text = 'select ticket_id as id, number from tickets where ticket_id = any($1::uuid[])';
  const rows = await query<{ id: string; number: number }>(db, text, [ids]);
  return new Map(rows.map(({ id, number }) => [id, number]));
}
