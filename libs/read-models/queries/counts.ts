import type { Queryable } from '#libs/platform/database.js';
import type { BoundedCount, TicketFilter } from '../types.js';
import { readAsOf } from './as-of.js';
import { conditions, isOfSpan } from './conditions.js';
import { ticketsOf } from './source.js';
import type { Parameters } from './sql.js';

/** A count beyond this is only reported as more. */
export const COUNTED_UP_TO = 1_000;

/**
 * How many tickets each filter finds, all at one time, exact up to a bound. Words are looked for by `countSearch`.
 * @param filters of the same time
 * @param more there are more tickets than those that the filters look among
 */
export async function countTickets<K extends string>(
  db: Queryable,
  filters: Record<K, Omit<TicketFilter, 'q'>>,
  more = false,
): Promise<Record<K, BoundedCount>> {
  const entries = Object.entries(filters) as [K, TicketFilter][];
  const at = entries[0]?.[1].at;
  const countOf = (filter: TicketFilter, parameters: Parameters): string => {
    const where = [...conditions(filter, parameters), 'true'].join(' and ');
    return `(select count(*) from (select from ${ticketsOf(at)} t where ${where} limit ${COUNTED_UP_TO + 1}) c)`;
  };
  const select = (parameters: Parameters): string =>
    `array[${entries.map(([, filter]) => countOf(filter, parameters)).join(', ')}]::integer[] as counts from as_of a`;
  const unplanned = entries.some(([, filter]) => isOfSpan(filter));
  const { rows } = await readAsOf<{ counts: number[] }>(db, at, select, { unplanned });
  return bounded(entries, rows[0].counts, more);
}

/** @param more than was looked at matches */
export function bounded<K extends string>(
  entries: readonly (readonly [K, unknown])[],
  counts: readonly number[],
  more = false,
): Record<K, BoundedCount> {
  const all = entries.map(([key], i): [K, BoundedCount] => {
    const count = counts[i] ?? 0;
    return [key, { count: Math.min(count, COUNTED_UP_TO), more: more || count > COUNTED_UP_TO }];
  });
  return Object.fromEntries(all) as Record<K, BoundedCount>;
}
