import type { Queryable } from '#libs/platform/database.js';
import { query } from './sql.js';

/** Who may see a photo: `users` while a ticket that is not closed shows it and does not hide it. Undefined for an unknown one. */
export async function photoAudience(db: Queryable, digest: string): Promise<'users' | 'helpdesk' | undefined> {
  const text = `select bool_or(t.status <> 'closed' and not p.hidden) as users
    from photos p join tickets t using (ticket_id) where p.digest = $1`;
  const [row] = await query<{ users: boolean | null }>(db, text, [digest]);
  if (row?.users === null || row === undefined) return undefined;
  return row.users ? 'users' : 'helpdesk';
}

/** Ids of the closed tickets that show a photo to whoever may read them, the newest first and at most 20. */
export async function closedTicketsWith(db: Queryable, digest: string): Promise<string[]> {
  const text = `select t.ticket_id as id from photos p join tickets t using (ticket_id)
    where p.digest = $1 and t.status = 'closed' and not p.hidden group by t.ticket_id, t.number order by t.number desc limit 20`;
  return (await query<{ id: string }>(db, text, [digest])).map(({ id }) => id);
}
