import { ticketsOf } from './source.js';

/*
 * The parts of the statement of the first figure: each ends in a common table expression `buckets (bucket, opened,
 * not_yet_closed)`, after `span (start, last, at, time_zone)` of one row.
 */

const FULL_HOUR = (instant: string): string => `date_trunc('hour', ${instant}, 'UTC')`;
const NEXT_HOUR = (instant: string): string => `${FULL_HOUR(`${instant} + interval '59 minutes 59.999 seconds'`)}`;

/** Opened and not yet closed of the ticket rows of a short time. */
const rowsBetween = (from: string, until: string): string => `
  select count(*)::integer as opened, count(*) filter (where t.status <> 'closed')::integer as not_yet_closed
  from tickets t where t.opened_at >= ${from} and t.opened_at < ${until}`;

const hoursBetween = (from: string, until: string): string => `
  select coalesce(sum(h.opened), 0)::integer as opened, coalesce(sum(h.not_yet_closed), 0)::integer as not_yet_closed
  from hours h where h.hour >= ${from} and h.hour < ${until}`;

/** Whole UTC hours from the table; the part before the first of them from ticket rows. */
export function openByHour(name = 'buckets'): string {
  return `edge as materialized (select start, last, ${NEXT_HOUR('start')} as whole from span),
    ${name} as (
      select e.start as bucket, f.* from edge e cross join lateral (${rowsBetween('e.start', 'e.whole')}) f where e.start < e.whole
      union all
      select s.hour, coalesce(h.opened, 0), coalesce(h.not_yet_closed, 0)
      from edge e cross join generate_series(e.whole, e.last, interval '1 hour') s (hour)
      -- Looked up hour by hour: the planner would read all hours there are.
      left join lateral (select * from hours h where h.hour = s.hour offset 0) h on true
    )`;
}

/**
 * Local days from the table; the part before the first local midnight from whole hours and, at its ends, ticket rows (a
 * midnight may fall within a UTC hour).
 */
export function openByDay(name = 'buckets'): string {
  return `edge as materialized (select start, last, time_zone, day_after(start, time_zone) as day from span),
    first_part as materialized (select e.*, e.first_midnight as until, ${NEXT_HOUR('e.start')} as whole_from,
      ${FULL_HOUR('e.first_midnight')} as whole_until
      from (select e.*, day_start(e.day, e.time_zone) as first_midnight from edge e) e),
    ${name} as (
      select p.start as bucket, a.opened + h.opened + b.opened as opened,
        a.not_yet_closed + h.not_yet_closed + b.not_yet_closed as not_yet_closed
      from first_part p
      cross join lateral (${rowsBetween('p.start', 'least(p.whole_from, p.until)')}) a
      cross join lateral (${hoursBetween('p.whole_from', 'p.whole_until')}) h
      cross join lateral (${rowsBetween('greatest(p.whole_from, p.whole_until)', 'p.until')}) b
      where p.start < p.until
      union all
      select coalesce(d.start, day_start(e.day + s.n, e.time_zone)), coalesce(d.opened, 0), coalesce(d.not_yet_closed, 0)
      from edge e cross join generate_series(0, (e.last at time zone e.time_zone)::date - e.day) s (n)
      left join days d on d.day = e.day + s.n
    )`;
}

/**
 * The same of a past time. How many were opened is in the tables, but for those opened later in the last hour or day; not yet
 * closed were few at any moment, found among the tickets as they were.
 */
export function openInThePast(at: Date, daily: boolean): string {
  const local = (instant: string): string => `(${instant} at time zone e.time_zone)::date`;
  const startOf = (instant: string): string =>
    daily ? `day_start(${local(instant)}, e.time_zone)` : FULL_HOUR(instant);
  const end = daily ? `day_start(${local('e.at')} + 1, e.time_zone)` : `${FULL_HOUR('e.at')} + interval '1 hour'`;
  return `${daily ? openByDay('whole') : openByHour('whole')},
    later as materialized (select ${startOf('e.at')} as bucket, l.opened
      from span e cross join lateral (${rowsBetween("e.at + interval '1 millisecond'", end)}) l),
    pending as materialized (
      select greatest(e.start, ${startOf('t.opened_at')}) as bucket, count(*)::integer as not_yet_closed
      from span e cross join ${ticketsOf(at)} t where t.status <> 'closed' and t.opened_at >= e.start and t.opened_at <= e.last group by 1),
    buckets as (
      select w.bucket, w.opened - coalesce(l.opened, 0) as opened, coalesce(p.not_yet_closed, 0) as not_yet_closed
      from whole w left join later l on l.bucket = w.bucket left join pending p on p.bucket = w.bucket)`;
}
