import type { Queryable } from '#libs/platform/database.js';
import { query } from './sql.js';

/** Numbers of the tickets that the events behind one position, up to another, are about. */
export async function touchedTickets(db: Queryable, after: number, upTo: number): Promise<number[]> {
  const text = `select distinct t.number from log.events l
    join tickets t on t.ticket_id = substr(l.stream, 8)::uuid
    where l.position > $1 and l.position <= $2 and l.stream like 'ticket-%'`;
  const rows = await query<{ number: number }>(db, text, [after, upTo]);
  return rows.map(({ number }) => number);
}
