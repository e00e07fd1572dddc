import type { Queryable } from '#libs/platform/database.js';
import { asOfCte } from '../queries/as-of.js';
import { bounded } from '../queries/counts.js';
import { conditions, mayBeClosed } from '../queries/conditions.js';
import { ticketsOf } from '../queries/source.js';
import { Parameters, query } from '../queries/sql.js';
import type { BoundedCount, TicketFilter } from '../types.js';
import { matchesOf, MOST_SORTED } from './search-tickets.js';

/**
 * How many tickets each of some filters of one search finds, exact up to a bound.
 * @param filters with the same words, of the same time
 */
export async function countSearch<K extends string>(
  db: Queryable,
  filters: Record<K, TicketFilter>,
): Promise<Record<K, BoundedCount>> {
  const entries = Object.entries(filters) as [K, TicketFilter][];
  const all = entries.map(([, filter]) => filter);
  const { q, at } = all[0] as TicketFilter;
  const numbers = await matchesOf(db, { q, at, ...(all.some(mayBeClosed) ? {} : { status: ['open', 'active'] }) });
  const parameters = new Parameters();
  const asOf = asOfCte(parameters, at);
  const counts = all.map(
    (filter) => `count(*) filter (where ${[...conditions(filter, parameters), 'true'].join(' and ')})`,
  );
  const [row] = await query<{ counts: number[] }>(
    db,
    `with ${asOf} select array[${counts.join(', ')}]::integer[] as counts from ${ticketsOf(at)} t
     where t.number = any(${parameters.add(numbers)}::integer[])`,
    parameters.values,
  );
  return bounded(entries, row?.counts ?? [], numbers.length >= MOST_SORTED);
}
