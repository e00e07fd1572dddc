import type { Queryable } from '#libs/platform/database.js';
import { CATEGORIES } from '#libs/tickets/events.js';
import type { ActiveByCategoryFigure, OpenTicketsFigure } from '../types.js';
import { momentCte, toMoment, type MomentRow } from './moment.js';
import { openByDay, openByHour, openInThePast } from './open-tickets.sql.js';
import { PAST_TICKETS } from './source.js';
import { ACTIVE, ask, Parameters } from './sql.js';

const HOUR = 3_600_000;
/** Beyond so many hours the buckets are days. */
const MOST_HOURLY = 168;

interface BucketRow extends MomentRow {
  start: Date;
  bucket: Date;
  opened: number;
  not_yet_closed: number;
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
  const moment = momentCte(parameters, at);
  const start = `(select at - ${parameters.add(hours * HOUR)}::bigint * interval '1 millisecond' as start, m.* from moment m)`;
  const daily = hours > MOST_HOURLY;
  const buckets = at ? openInThePast(daily) : daily ? openByDay() : openByHour();
  const text = `with ${moment}, span as materialized ${start}, ${buckets}
    select s.as_of, s.at, s.time_zone, s.start, b.* from span s cross join buckets b order by b.bucket`;
  const rows = await ask<BucketRow>(db, text, parameters.values);
  const [first] = rows as [BucketRow, ...BucketRow[]];
  return {
    count: rows.reduce((sum, row) => sum + row.not_yet_closed, 0),
    from: first.start,
    to: first.at,
    buckets: rows.map((row) => ({ from: row.bucket, opened: row.opened, notYetClosed: row.not_yet_closed })),
    moment: toMoment(first),
  };
}

interface CategoryRow extends MomentRow {
  category: string;
  active: number;
  open: number;
}

/** All three categories, zeros included. */
export async function activeByCategory(db: Queryable, at?: Date): Promise<ActiveByCategoryFigure> {
  const parameters = new Parameters();
  const moment = momentCte(parameters, at);
  const counted = at
    ? `select category, count(*) filter (where status = 'active')::integer as active,
         count(*) filter (where status = 'open')::integer as open from ${PAST_TICKETS} t group by 1`
    : `select category, active, open from read.categories where generation = ${ACTIVE}`;
  const text = `with ${moment} select m.as_of, m.at, m.time_zone, c.category, c.active, c.open
    from moment m left join (${counted}) c on true`;
  const rows = await ask<CategoryRow>(db, text, parameters.values);
  const categories = CATEGORIES.map((category) => {
    const row = rows.find((one) => one.category === category);
    return { category, active: row?.active ?? 0, open: row?.open ?? 0 };
  });
  const total = categories.reduce((sum, one) => sum + one.active, 0);
  return { total, categories, moment: toMoment(rows[0] as CategoryRow) };
}
