import { READ } from '../schema.js';
import { PAST_TICKETS } from './source.js';
import { ACTIVE } from './sql.js';

/*
 * The parts of the statement of the first figure: each ends in a common table expression `buckets (bucket, opened,
 * not_yet_closed)`, after `span (start, at, time_zone)` of one row.
 */

const FULL_HOUR = (instant: string): string => `date_trunc('hour', ${instant}, 'UTC')`;
const NEXT_HOUR = (instant: string): string => `${FULL_HOUR(`${instant} + interval '59 minutes 59.999 seconds'`)}`;

/** Opened and not yet closed of the ticket rows of a short time. */
const rowsBetween = (from: string, until: string): string => `
  select count(*)::integer as opened, count(*) filter (where t.status <> 'closed')::integer as not_yet_closed
  from ${READ}.tickets t where t.generation = ${ACTIVE} and t.opened_at >= ${from} and t.opened_at < ${until}`;

const hoursBetween = (from: string, until: string): string => `
  select coalesce(sum(h.opened), 0)::integer as opened, coalesce(sum(h.not_yet_closed), 0)::integer as not_yet_closed
  from ${READ}.hours h where h.generation = ${ACTIVE} and h.hour >= ${from} and h.hour < ${until}`;

/** Whole UTC hours from the table; the part before the first of them from ticket rows. */
export function openByHour(): string {
  return `edge as materialized (select start, at, ${NEXT_HOUR('start')} as whole from span),
    buckets as (
      select e.start as bucket, f.* from edge e cross join lateral (${rowsBetween('e.start', 'e.whole')}) f where e.start < e.whole
      union all
      select s.hour, coalesce(h.opened, 0), coalesce(h.not_yet_closed, 0)
      from edge e cross join generate_series(e.whole, e.at, interval '1 hour') s (hour)
      -- Looked up hour by hour: the planner would read all hours there are.
      left join lateral (select * from ${READ}.hours h where h.generation = ${ACTIVE} and h.hour = s.hour offset 0) h on true
    )`;
}

/**
 * Local days from the table; the part before the first local midnight from whole hours and, at its ends, ticket rows (a
 * midnight may fall within a UTC hour).
 */
export function openByDay(): string {
  return `edge as materialized (select start, at, time_zone, ${READ}.day_after(start, time_zone) as day from span),
    first_part as materialized (select e.*, e.first_midnight as until, ${NEXT_HOUR('e.start')} as whole_from,
      ${FULL_HOUR('e.first_midnight')} as whole_until
      from (select e.*, ${READ}.day_start(e.day, e.time_zone) as first_midnight from edge e) e),
    buckets as (
      select p.start as bucket, a.opened + h.opened + b.opened as opened,
        a.not_yet_closed + h.not_yet_closed + b.not_yet_closed as not_yet_closed
      from first_part p
      cross join lateral (${rowsBetween('p.start', 'least(p.whole_from, p.until)')}) a
      cross join lateral (${hoursBetween('p.whole_from', 'p.whole_until')}) h
      cross join lateral (${rowsBetween('greatest(p.whole_from, p.whole_until)', 'p.until')}) b
      where p.start < p.until
      union all
      select coalesce(d.start, ${READ}.day_start(e.day + s.n, e.time_zone)), coalesce(d.opened, 0), coalesce(d.not_yet_closed, 0)
      from edge e cross join generate_series(0, (e.at at time zone e.time_zone)::date - e.day) s (n)
      left join ${READ}.days d on d.generation = ${ACTIVE} and d.day = e.day + s.n
    )`;
}

/** The same of a past moment, from the tickets as they were. */
export function openInThePast(daily: boolean): string {
  const series = daily
    ? `select ${READ}.day_start(s.day::date, e.time_zone) as bucket from span e cross join
         generate_series(${READ}.day_after(e.start, e.time_zone)::timestamp, e.at at time zone e.time_zone, interval '1 day') s (day)`
    : `select s.hour as bucket from span e cross join generate_series(${NEXT_HOUR('e.start')}, e.at, interval '1 hour') s (hour)`;
  return `starts as materialized (select start as bucket from span union ${series}),
    spans as (select bucket, lead(bucket) over (order by bucket) as until from starts),
    found as materialized (select t.opened_at, t.status from ${PAST_TICKETS} t, span e where t.opened_at >= e.start),
    counted as (
      select (select max(s.bucket) from starts s where s.bucket <= f.opened_at) as bucket, count(*)::integer as opened,
        count(*) filter (where f.status <> 'closed')::integer as not_yet_closed
      from found f group by 1
    ),
    buckets as (
      select s.bucket, coalesce(c.opened, 0) as opened, coalesce(c.not_yet_closed, 0) as not_yet_closed
      from starts s left join counted c on c.bucket = s.bucket
    )`;
}
