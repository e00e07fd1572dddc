import type { Queryable } from '#libs/platform/database.js';
import type { TicketItem } from '../types.js';
import { itemsText, readItems } from './item.js';
import { textOf } from './source.js';
import { query } from './sql.js';

const ORDER = 't.me_too_count desc, t.number desc';

/**
 * The tickets that most people are affected by: not closed, and with at least one more person than the reporter.
 * @param limit at most so many
 */
export async function mostAffected(db: Queryable, limit: number): Promise<TicketItem[]> {
  const text = `select ${itemsText(textOf(undefined), ORDER)} as items from (
    select * from tickets t where t.status <> 'closed' and t.me_too_count > 0 order by ${ORDER} limit $1) t`;
  const [row] = await query<{ items: string | null }>(db, text, [limit]);
  return readItems(row?.items ?? null);
}
