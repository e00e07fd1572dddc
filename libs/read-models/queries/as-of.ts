import { READ } from '../schema.js';
import type { AsOf } from '../types.js';
import type { Parameters } from './sql.js';

export interface AsOfRow {
  as_of: number;
  at: Date;
  time_zone: string;
}

/** How far the moment is, for any part of a statement after it. */
export const AS_OF = '(select as_of from moment)';

/**
 * A common table expression `moment (as_of, at, time_zone)` of one row: how far the active generation is, and T. T is the
 * last complete millisecond: no event at or before it can still come, and the read models have them all. So a figure of now
 * stays the same when it is asked for again with `at` = T.
 * @param at a past moment asked for; one in the future is now, one before 1970 is the beginning of 1970
 */
export function asOfCte(parameters: Parameters, at?: Date): string {
  // The limit is for the planner, who takes small tables that were never analyzed for large ones.
  const live = `select coalesce(c.position, 0) as as_of,
      coalesce(c.complete_until, g.created_at, date_trunc('milliseconds', now())) as at, coalesce(g.time_zone, 'UTC') as time_zone
    from (select) one left join ${READ}.active a on true
    left join ${READ}.checkpoints c on c.generation = a.generation
    left join ${READ}.generations g on g.generation = a.generation limit 1`;
  if (!at) return `moment as materialized (${live})`;
  const wanted = `least(greatest(${parameters.add(at)}::timestamptz, timestamptz 'epoch'), at)`;
  return `moment as materialized (select ${READ}.position_at(${wanted}, as_of) as as_of,
      ${wanted} as at, time_zone from (${live}) live)`;
}

export function toAsOf(row: AsOfRow): AsOf {
  return { position: row.as_of, at: row.at, timeZone: row.time_zone };
}
