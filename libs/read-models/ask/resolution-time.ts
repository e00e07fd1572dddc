import type { Queryable } from '#libs/platform/database.js';
import { bucketMiddle } from '../durations.js';
import { READ } from '../schema.js';
import type { ResolutionTimeFigure } from '../types.js';
import { momentCte, toMoment, type MomentRow } from './moment.js';
import { PAST_TICKETS } from './source.js';
import { ACTIVE, ask, Parameters } from './sql.js';

type Month = ResolutionTimeFigure['months'][number];

interface MonthRow extends MomentRow {
  month: string | null;
  opened: number;
  closed: number;
  sum_ms: number;
  /** `closed * BUCKETS + bucket` of each bucket, in no order: numbers of one kind are read fastest. */
  histogram: string | null;
  over: boolean;
}

/** A bucket is a smallint. */
const BUCKETS = 32_768;

const PAST = `
  past as materialized (select opened_month as month, opened_at, closed_at, resolution_bucket from ${PAST_TICKETS} t),
  counted as materialized (
    select month, count(*)::integer as opened, count(closed_at)::integer as closed,
      coalesce(sum(round(extract(epoch from closed_at - opened_at) * 1000)), 0)::bigint as sum_ms
    from past group by month),
  durations as materialized (
    select month, resolution_bucket as bucket, count(*)::integer as closed from past where closed_at is not null group by 1, 2)`;
const LIVE = `
  counted as materialized (select month, opened, closed, sum_ms from ${READ}.months where generation = ${ACTIVE} and opened > 0),
  durations as (select month, bucket, closed from ${READ}.durations where generation = ${ACTIVE})`;

/** By month of opening, from the first to the one of the moment, empty ones included. */
export async function resolutionTime(db: Queryable, at?: Date): Promise<ResolutionTimeFigure> {
  const parameters = new Parameters();
  const text = `with ${momentCte(parameters, at)}, ${at ? PAST : LIVE},
    histograms as materialized (
      select month, array_agg(closed * ${BUCKETS}::bigint + bucket)::text as histogram from durations group by month),
    every_month as (select m.month::date, m.month + interval '1 month' <= now_local as over
      from (select at at time zone time_zone as now_local from moment) n
      cross join generate_series((select min(month) from counted)::timestamp,
        greatest(date_trunc('month', now_local), (select max(month) from counted)), interval '1 month') m (month))
    select m.as_of, m.at, m.time_zone, to_char(e.month, 'YYYY-MM') as month, e.over, coalesce(c.opened, 0) as opened,
      coalesce(c.closed, 0) as closed, coalesce(c.sum_ms, 0) as sum_ms, h.histogram
    from moment m left join every_month e on true left join counted c on c.month = e.month
    left join histograms h on h.month = e.month order by e.month`;
  const rows = await ask<MonthRow>(db, text, parameters.values);
  return { months: rows.flatMap(toMonth), moment: toMoment(rows[0] as MonthRow) };
}

function toMonth({ month, opened, closed, sum_ms: sum, histogram, over }: MonthRow): Month[] {
  if (month === null) return [];
  const averageMs = closed > 0 ? sum / closed : null;
  const counts = readHistogram(histogram);
  const [medianMs, p90Ms] = [percentile(counts, 50), percentile(counts, 90)];
  return [{ month, opened, closed, averageMs, medianMs, p90Ms, complete: over && closed === opened }];
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
