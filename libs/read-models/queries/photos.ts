import type { Queryable } from '#libs/platform/database.js';
import { query } from './sql.js';

export interface PhotoTicket {
  readonly id: string;
  readonly closed: boolean;
  /** In every text of it. */
  readonly hidden: boolean;
}

/** The tickets that show a photo: at most 20, first those that do not hide it, of these first those that are not closed, the newest first. */
export async function ticketsWithPhoto(db: Queryable, digest: string): Promise<PhotoTicket[]> {
  const text = `select t.ticket_id as id, t.status = 'closed' as closed, bool_and(p.hidden) as hidden
    from photos p join tickets t using (ticket_id) where p.digest = $1
    group by t.ticket_id, t.status, t.number order by hidden, closed, t.number desc limit 20`;
  return query<PhotoTicket>(db, text, [digest]);
}
