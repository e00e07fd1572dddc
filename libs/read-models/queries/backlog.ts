import type { Queryable } from '#libs/platform/database.js';
import { CATEGORIES, type Category } from '#libs/tickets/events.js';
import type { BacklogFigure } from '../types.js';
import { QuestionError } from './errors.js';
import { asOfCte, toAsOf, type AsOfRow } from './as-of.js';
import { query, Parameters } from './sql.js';

/** More points than this are refused. */
export const MOST_POINTS = 4_000;
const STEP_MS = { hour: 3_600_000, day: 86_400_000 } as const;

interface ChangeRow extends AsOfRow {
  /** null: what it is now. */
  point: Date | null;
  category: Category | null;
  /** From this point to the next. */
  change: number;
}

/**
 * How many tickets were open or active at the end of each hour (UTC) or local day, by the category they
 * had then: today's numbers, taken back by what changed since.
 * @throws {QuestionError} when that is more than `MOST_POINTS` points, or none
 */
export async function backlog(
  db: Queryable,
  from: Date,
  until: Date | undefined,
  step: 'hour' | 'day',
): Promise<BacklogFigure> {
  if (until && until < from) throw new QuestionError('from', 'is later than until');
  // How many points there may be is a matter of size, not of truth: any clock will do.
  const span = (until?.getTime() ?? Date.now()) - from.getTime();
  if (span / STEP_MS[step] > MOST_POINTS) {
    throw new QuestionError('from', `is more than ${MOST_POINTS} ${step}s before until`);
  }
  const rows = await readChanges(db, from, until, step);
  const counts = new Map<Category, number>();
  const points = new Map<number, Record<Category, number>>();
  // From now back: what changed after a point was not yet so at it, nor before it.
  for (const { point, category, change } of rows) {
    if (category) counts.set(category, point === null ? change : (counts.get(category) ?? 0) - change);
    if (point !== null) points.set(point.getTime(), snapshot(counts));
  }
  const inOrder = [...points].sort(([a], [b]) => a - b);
  return {
    points: inOrder.map(([at, categories]) => ({
      at: new Date(at),
      total: Object.values(categories).reduce((sum, count) => sum + count, 0),
      categories,
    })),
    moment: toAsOf(rows[0] as ChangeRow),
  };
}

function snapshot(counts: ReadonlyMap<Category, number>): Record<Category, number> {
  return Object.fromEntries(CATEGORIES.map((category) => [category, counts.get(category) ?? 0])) as Record<
    Category,
    number
  >;
}

async function readChanges(
  db: Queryable,
  from: Date,
  until: Date | undefined,
  step: 'hour' | 'day',
): Promise<ChangeRow[]> {
  const parameters = new Parameters();
  const asOf = asOfCte(parameters);
  const first = `${parameters.add(from)}::timestamptz`;
  const last = until ? `least(${parameters.add(until)}::timestamptz, a.at)` : 'a.at';
  const series =
    step === 'hour'
      ? `select h as point from as_of a cross join generate_series(date_trunc('hour', ${first} + interval '59 minutes 59.999 seconds', 'UTC'), ${last}, interval '1 hour') h`
      : `select day_start(d::date, a.time_zone) as point from as_of a cross join
           generate_series(day_after(${first}, a.time_zone)::timestamp, ${last} at time zone a.time_zone, interval '1 day') d`;
  const text = `with ${asOf},
    points as materialized (select point, lead(point) over (order by point) as next from (${series}) s),
    moved as (select p.point, f.category, sum(f.change)::integer as change from points p
      join backlog_deltas f on f.slot >= p.point and f.slot < coalesce(p.next, 'infinity')
      group by 1, 2)
    select a.position, a.at, a.time_zone, p.point, d.category, d.change from as_of a
    left join points p on true left join moved d on d.point = p.point
    union all
    select a.position, a.at, a.time_zone, null, c.category, c.open + c.active from as_of a
    left join categories c on true
    order by point desc nulls first`;
  return query<ChangeRow>(db, text, parameters.values);
}
