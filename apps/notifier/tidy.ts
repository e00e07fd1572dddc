import type { Queryable } from '#libs/platform/database.js';

const FORGOTTEN = [
  // A link to confirm is good for a day.
  `delete from notify.subscriptions where confirmed_at is null and created_at < clock_timestamp() - interval '1 day'`,
  `delete from notify.confirmations where asked_at < clock_timestamp() - interval '1 day'`,
  `delete from notify.subscriptions s using notify.tickets t
     where t.ticket_id = s.ticket_id and t.closed_at < clock_timestamp() - interval '90 days'`,
  `delete from notify.marks where position < (select position from notify.position) - 100000`,
  `delete from notify.deliveries where done_at < clock_timestamp() - interval '30 days'`,
];

/** Deletes addresses that are not needed any more, and what was sent or given up long ago. */
export async function tidy(db: Queryable): Promise<void> {
  for (const statement of FORGOTTEN) await db.query(statement);
}
