import type { Queryable } from '#libs/platform/database.js';
import { CATEGORIES } from '#libs/tickets/events.js';
import type { ActiveByCategoryFigure, OpenTicketsFigure } from '../types.js';
import { readAsOf } from './as-of.js';
import { openByDay, openByHour, openInThePast } from './open-tickets.sql.js';
import { ticketsOf } from './source.js';
import { lengthOf, LONGEST_HOURLY, spanCte, type Period } from './period.js';
import type { Parameters } from './sql.js';

interface SpanRow {
  start: Date;
  last: Date;
  /** `begin,opened,notYetClosed;...`, the begin in milliseconds since 1970: one text is read faster than thousands of rows. */
  buckets: string | null;
}

/**
 * Tickets opened in a period that are open or active at T: how many, and in which hours or days they were opened.
 * @throws {QuestionError} when the period is none
 */
export async function openTickets(db: Queryable, period: Period, at?: Date): Promise<OpenTicketsFigure> {
  const daily = !('last' in period) || lengthOf(period) > LONGEST_HOURLY;
  const parts = at ? openInThePast(at, daily) : daily ? openByDay() : openByHour();
  const select = `a.start, a.last, (
      select string_agg(concat((date_part('epoch', bucket) * 1000)::bigint, ',', opened, ',', not_yet_closed), ';' order by bucket)
      from buckets) as buckets
    from span a`;
  const ctes = (parameters: Parameters): string[] => [spanCte(period, parameters), parts];
  const { rows, asOf } = await readAsOf<SpanRow>(db, at, () => select, { ctes });
  const [row] = rows;
  const buckets = (row.buckets?.split(';') ?? []).map((text) => {
    const [from, opened, notYetClosed] = text.split(',').map(Number) as [number, number, number];
    return { from: new Date(from), opened, notYetClosed };
  });
  return {
    count: buckets.reduce((sum, bucket) => sum + bucket.notYetClosed, 0),
    from: row.start,
    to: row.last,
    buckets,
    asOf,
  };
}

interface CategoryRow {
  category: string;
  active: number;
  open: number;
}

/** All three categories, zeros included. */
export async function activeByCategory(db: Queryable, at?: Date): Promise<ActiveByCategoryFigure> {
  const counted = at
    ? `select category, count(*) filter (where status = 'active')::integer as active,
         count(*) filter (where status = 'open')::integer as open from ${ticketsOf(at)} t where t.status <> 'closed' group by 1`
    : `select category, active, open from categories`;
  const select = `c.category, c.active, c.open from as_of a left join (${counted}) c on true`;
  const { rows, asOf } = await readAsOf<CategoryRow>(db, at, () => select);
  const categories = CATEGORIES.map((category) => {
    const row = rows.find((one) => one.category === category);
    return { category, active: row?.active ?? 0, open: row?.open ?? 0 };
  });
  const total = categories.reduce((sum, one) => sum + one.active, 0);
  return { total, categories, asOf };
}
