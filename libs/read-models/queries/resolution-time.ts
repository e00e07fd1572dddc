import type { Queryable } from '#libs/platform/database.js';
import { bucketMiddle } from '../durations.js';
import type { ResolutionTimeFigure } from '../types.js';
import { AT, readAsOf } from './as-of.js';
import { ticketsOf } from './source.js';
import type { Parameters } from './sql.js';

type Month = ResolutionTimeFigure['months'][number];

interface MonthRow {
  generation: number | null;
  month: string | null;
  opened: number;
  closed: number;
  sum_ms: number;
  /** `closed * BUCKETS + bucket` of each bucket, in no order: numbers of one kind are read fastest; null for a known month. */
  histogram: string | null;
  over: boolean;
}

/** A bucket is a smallint. */
const BUCKETS = 32_768;

const PACKED = `array_agg(d.closed * ${BUCKETS}::bigint + d.bucket)::text`;

/**
 * As of a past time: months of which every ticket was closed by then are read from the tables; the others, the last ones before it,
 * are counted.
 */
const PAST = (at: Date): string => `
  counting as materialized (select t.opened_month as month from ${ticketsOf(at)} t where t.status <> 'closed'
    union select date_trunc('month', at at time zone time_zone)::date from as_of),
  past as materialized (select c.month, t.opened_at, t.closed_at, t.resolution_bucket from counting c cross join lateral (
    select opened_at, case when closed_at <= ${AT} then closed_at end as closed_at,
      case when closed_at <= ${AT} then resolution_bucket end as resolution_bucket
    from tickets f where f.opened_month = c.month and f.opened_at <= ${AT} offset 0) t),
  settled as materialized (select m.month, opened, closed, sum_ms from months m where opened > 0
    and m.month < (select max(month) from counting) and not exists (select from counting c where c.month = m.month)),
  counted as materialized (
    select month, opened, closed, sum_ms from settled
    union all
    select month, count(*)::integer, count(closed_at)::integer,
      coalesce(sum(round(extract(epoch from closed_at - opened_at) * 1000)), 0)::bigint
    from past group by month),
  histograms as materialized (select d.month, ${PACKED} as histogram from (
    select d.month, d.bucket, d.closed from settled s join durations d on d.month = s.month
    union all
    select month, resolution_bucket, count(*)::integer from past where closed_at is not null group by 1, 2) d group by d.month)`;

/** Of the months of which not as many were closed when they were last read. */
function live(parameters: Parameters, known: Known): string {
  const months = parameters.add([...known.months.keys()]);
  const closed = parameters.add([...known.months.values()].map((month) => month.closed));
  const generation = parameters.add(known.generation);
  return `
  counted as materialized (select month, opened, closed, sum_ms from months where opened > 0),
  known as materialized (select month, closed from unnest(${months}::date[], ${closed}::integer[]) k (month, closed)
    where ${generation}::integer = (select generation from checkpoint)),
  histograms as materialized (select c.month, h.histogram from counted c cross join lateral (
    select ${PACKED} as histogram from durations d where d.month = c.month) h
    where not exists (select from known k where k.month = c.month and k.closed = c.closed))`;
}

/** What was read of each month. A closed ticket stays closed: as many of one month and generation are the same ones. */
interface Known {
  generation: number;
  readonly months: Map<string, Percentiles & { readonly closed: number }>;
}
type Percentiles = Pick<Month, 'medianMs' | 'p90Ms'>;
const remembered = new WeakMap<Queryable, Known>();

/** By month of opening, from the first to the one of the moment, empty ones included. */
export async function resolutionTime(db: Queryable, at?: Date): Promise<ResolutionTimeFigure> {
  const known = (!at && remembered.get(db)) || { generation: 0, months: new Map() };
  const ctes = (parameters: Parameters): string[] => [
    at ? PAST(at) : live(parameters, known),
    `every_month as (select m.month::date, m.month + interval '1 month' <= now_local as over
      from (select at at time zone time_zone as now_local from as_of) n
      cross join generate_series((select min(month) from counted)::timestamp,
        greatest(date_trunc('month', now_local), (select max(month) from counted)), interval '1 month') m (month))`,
  ];
  const select = `(select generation from checkpoint) as generation, to_char(e.month, 'YYYY-MM') as month, e.over,
      coalesce(c.opened, 0) as opened, coalesce(c.closed, 0) as closed, coalesce(c.sum_ms, 0) as sum_ms, h.histogram
    from as_of a left join every_month e on true left join counted c on c.month = e.month
    left join histograms h on h.month = e.month order by e.month`;
  const { rows, asOf } = await readAsOf<MonthRow>(db, at, () => select, { ctes });
  const months = rows.flatMap((row) => toMonth(row, known));
  if (!at) remember(db, rows, months);
  return { months, asOf };
}

function remember(db: Queryable, rows: readonly MonthRow[], months: readonly Month[]): void {
  const closed = months.filter((month) => month.closed > 0);
  const kept = closed.map(
    ({ month, closed, medianMs, p90Ms }) => [`${month}-01`, { closed, medianMs, p90Ms }] as const,
  );
  remembered.set(db, { generation: rows[0]?.generation ?? 0, months: new Map(kept) });
}

function toMonth({ month, opened, closed, sum_ms: sum, histogram, over }: MonthRow, known: Known): Month[] {
  if (month === null) return [];
  const averageMs = closed > 0 ? sum / closed : null;
  const seen = histogram === null ? known.months.get(`${month}-01`) : undefined;
  const { medianMs, p90Ms } = seen ?? percentiles(readHistogram(histogram));
  return [{ month, opened, closed, averageMs, medianMs, p90Ms, complete: over && closed === opened }];
}

function percentiles(counts: readonly number[]): Percentiles {
  return { medianMs: percentile(counts, 50), p90Ms: percentile(counts, 90) };
}

/** How many closed tickets each bucket has. */
function readHistogram(text: string | null): readonly number[] {
  const packed = JSON.parse(text ? `[${text.slice(1, -1)}]` : '[]') as number[];
  const counts = Array.from<number>({ length: 1 + Math.max(-1, ...packed.map((value) => value % BUCKETS)) }).fill(0);
  for (const value of packed) counts[value % BUCKETS] = Math.floor(value / BUCKETS);
  return counts;
}

/** The nearest rank: the first bucket up to which so many of a hundred closed tickets lie. */
function percentile(counts: readonly number[], percent: number): number | null {
  const total = counts.reduce((sum, closed) => sum + closed, 0);
  if (total === 0) return null;
  let upTo = 0;
  return Math.round(bucketMiddle(counts.findIndex((closed) => (upTo += closed) * 100 >= percent * total)));
}
