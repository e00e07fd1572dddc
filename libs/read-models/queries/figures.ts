import type { Queryable } from '#libs/platform/database.js';
import { CATEGORIES } from '#libs/tickets/events.js';
import type { ActiveByCategoryFigure, OpenTicketsFigure } from '../types.js';
import { asOfCte, toAsOf, type AsOfRow } from './as-of.js';
import { openByDay, openByHour, openInThePast } from './open-tickets.sql.js';
import { ticketsOf } from './source.js';
import { query, Parameters } from './sql.js';

const HOUR = 3_600_000;
/** Beyond so many hours the buckets are days. */
const MOST_HOURLY = 168;

interface SpanRow extends AsOfRow {
  start: Date;
  /** `begin,opened,notYetClosed;...`, the begin in milliseconds since 1970: one text is read faster than thousands of rows. */
  buckets: string;
}

/**
 * Tickets with T-X <= openedAt <= T that are open or active: how many, and in which hours or days they were opened.
 * @param last 1..87600 hours or 1..3650 days; a day is 24 hours
 */
export async function openTickets(
  db: Queryable,
  last: number,
  unit: 'hours' | 'days',
  at?: Date,
): Promise<OpenTicketsFigure> {
  const hours = unit === 'days' ? last * 24 : last;
  const parameters = new Parameters();
  const asOf = asOfCte(parameters, at);
  const start = `(select at - ${parameters.add(hours * HOUR)}::bigint * interval '1 millisecond' as start, a.* from as_of a)`;
  const daily = hours > MOST_HOURLY;
  const parts = at ? openInThePast(at, daily) : daily ? openByDay() : openByHour();
  const statement = `with ${asOf}, span as materialized ${start}, ${parts}
    select s.position, s.at, s.time_zone, s.start, (
      select string_agg(concat((date_part('epoch', bucket) * 1000)::bigint, ',', opened, ',', not_yet_closed), ';' order by bucket)
      from buckets) as buckets
    from span s`;
  const [row] = (await query<SpanRow>(db, statement, parameters.values)) as [SpanRow];
  const buckets = row.buckets.split(';').map((text) => {
    const [from, opened, notYetClosed] = text.split(',').map(Number) as [number, number, number];
    return { from: new Date(from), opened, notYetClosed };
  });
  return {
    count: buckets.reduce((sum, bucket) => sum + bucket.notYetClosed, 0),
    from: row.start,
    to: row.at,
    buckets,
    moment: toAsOf(row),
  };
}

interface CategoryRow extends AsOfRow {
  category: string;
  active: number;
  open: number;
}

/** All three categories, zeros included. */
export async function activeByCategory(db: Queryable, at?: Date): Promise<ActiveByCategoryFigure> {
  const parameters = new Parameters();
  const asOf = asOfCte(parameters, at);
  const counted = at
    ? `select category, count(*) filter (where status = 'active')::integer as active,
         count(*) filter (where status = 'open')::integer as open from ${ticketsOf(at)} t where t.status <> 'closed' group by 1`
    : `select category, active, open from categories`;
  const text = `with ${asOf} select a.position, a.at, a.time_zone, c.category, c.active, c.open
    from as_of a left join (${counted}) c on true`;
  const rows = await query<CategoryRow>(db, text, parameters.values);
  const categories = CATEGORIES.map((category) => {
    const row = rows.find((one) => one.category === category);
    return { category, active: row?.active ?? 0, open: row?.open ?? 0 };
  });
  const total = categories.reduce((sum, one) => sum + one.active, 0);
  return { total, categories, moment: toAsOf(rows[0] as CategoryRow) };
}
