import { positionAt } from '#libs/event-log/read-side.js';
import type { Queryable } from '#libs/platform/database.js';
import type { AsOf } from '../types.js';
import { Parameters, query } from './sql.js';

/** The last position that an answer speaks of, and T, for any part of a statement after the common table expression. */
export const POSITION = '(select position from as_of)';
export const AT = '(select at from as_of)';

/**
 * A common table expression `as_of (position, at, time_zone)` of one row: how far the read models are, and T. T is the
 * last complete millisecond: no event at or before it can still come, and the read models have them all. So a figure of now
 * stays the same when it is asked for again with `at` = T.
 * @param at a past time; one in the future is now, one before 1970 is the beginning of 1970
 */
export function asOfCte(parameters: Parameters, at?: Date): string {
  // The limit is for the planner, who takes small tables that were never analyzed for large ones.
  const now = `select position, coalesce(complete_until, created_at) as at, time_zone from checkpoint limit 1`;
  if (!at) return `as_of as materialized (${now})`;
  const wanted = `least(greatest(${parameters.add(at)}::timestamptz, timestamptz 'epoch'), at)`;
  return `as_of as materialized (select ${positionAt(wanted, 'position')} as position, ${wanted} as at, time_zone from (${now}) n)`;
}

/**
 * Runs a read of one position and time.
 * @param select what is selected beside them, with at least one row: `c.count from as_of a left join ...`
 * @param ctes further common table expressions
 * @param unplanned as of `query`
 */
export async function readAsOf<R extends object>(
  db: Queryable,
  at: Date | undefined,
  select: (parameters: Parameters) => string,
  { ctes = () => [], unplanned }: { ctes?: (parameters: Parameters) => readonly string[]; unplanned?: boolean } = {},
): Promise<{ readonly rows: readonly [R, ...R[]]; readonly asOf: AsOf }> {
  const parameters = new Parameters();
  const all = [asOfCte(parameters, at), ...ctes(parameters)].join(', ');
  const text = `with ${all} select a.position, a.at, a.time_zone as "timeZone", ${select(parameters)}`;
  const rows = await query<R & AsOf>(db, text, parameters.values, unplanned);
  const [{ position, at: time, timeZone }] = rows as [R & AsOf];
  return { rows: rows as unknown as [R, ...R[]], asOf: { position, at: time, timeZone } };
}
