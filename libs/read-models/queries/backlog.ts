import type { Queryable } from '#libs/platform/database.js';
import { CATEGORIES, type Category } from '#libs/tickets/events.js';
import type { BacklogFigure } from '../types.js';
import { readAsOf } from './as-of.js';
import { QuestionError } from './errors.js';
import type { Parameters } from './sql.js';

/** More points than this are refused. */
export const MOST_POINTS = 4_000;
const STEP_MS = { hour: 3_600_000, day: 86_400_000 } as const;

type Counts = Readonly<Record<Category, number>>;
interface PointRow {
  point: Date | null;
  counts: Partial<Counts> | null;
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
  const ctes = (parameters: Parameters): string[] => ctesOf(from, until, step, parameters);
  const select =
    'p.point, c.counts from as_of a left join points p on true left join counted c using (point) order by p.point';
  const { rows, asOf } = await readAsOf<PointRow>(db, undefined, () => select, { ctes });
  const points = rows.flatMap(({ point: at, counts }) => {
    if (!at) return [];
    const categories = Object.fromEntries(CATEGORIES.map((category) => [category, counts?.[category] ?? 0])) as Counts;
    return [{ at, total: Object.values(categories).reduce((sum, count) => sum + count, 0), categories }];
  });
  return { points, asOf };
}

/** `counted (point, counts)`: what changed at a point or later was not yet so just before it. */
function ctesOf(from: Date, until: Date | undefined, step: 'hour' | 'day', parameters: Parameters): string[] {
  const first = `${parameters.add(from)}::timestamptz`;
  const last = until ? `least(${parameters.add(until)}::timestamptz, a.at)` : 'a.at';
  const series =
    step === 'hour'
      ? `select h as point from as_of a cross join generate_series(date_trunc('hour', ${first} + interval '59 minutes 59.999 seconds', 'UTC'), ${last}, interval '1 hour') h`
      : `select day_start(d::date, a.time_zone) as point from as_of a cross join
           generate_series(day_after(${first}, a.time_zone)::timestamp, ${last} at time zone a.time_zone, interval '1 day') d`;
  return [
    `points as materialized (select point, lead(point) over (order by point) as next from (${series}) s)`,
    `moved as (select p.point, f.category, sum(f.change)::integer as change from points p
      join backlog_deltas f on f.slot >= p.point and f.slot < coalesce(p.next, 'infinity')
      group by 1, 2)`,
    `counted as (select point, json_object_agg(category, left_over) as counts from (
        select p.point, c.category, c.open + c.active
          - sum(coalesce(m.change, 0)) over (partition by c.category order by p.point desc) as left_over
        from points p cross join categories c left join moved m on m.point = p.point and m.category = c.category) l
      group by point)`,
  ];
}
