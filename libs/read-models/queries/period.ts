import { QuestionError } from './errors.js';
import type { Parameters } from './sql.js';

/** The last hours (1..87600) or days (1..3650, each 24 hours) before T. */
export interface LastPeriod {
  readonly last: number;
  readonly unit: 'hours' | 'days';
}
/** Local days such as `2026-10-01`, both included; what is later than T is left out. */
export interface Days {
  readonly from: string;
  readonly to: string;
}
export type Period = LastPeriod | Days;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The buckets of a longer time, in milliseconds, are days. */
export const LONGEST_HOURLY = 168 * HOUR;
/** More days than these are rejected. */
export const MOST_DAYS = 3_660;

/** The length in milliseconds of a period that ends at T. */
export function lengthOf({ last, unit }: LastPeriod): number {
  return last * (unit === 'days' ? DAY : HOUR);
}

/**
 * A common table expression `span (start, last, at, time_zone, position)` of one row, after `as_of`: the first and the last
 * millisecond of a period.
 * @throws {QuestionError} when the days are none, or more than `MOST_DAYS`
 */
export function spanCte(period: Period, parameters: Parameters): string {
  if ('last' in period) {
    const length = parameters.add(lengthOf(period));
    return `span as materialized (select at - ${length}::bigint * interval '1 millisecond' as start, at as last, a.* from as_of a)`;
  }
  const days = (Date.parse(period.to) - Date.parse(period.from)) / DAY + 1;
  if (days < 1) throw new QuestionError('from', 'is later than to');
  if (days > MOST_DAYS) throw new QuestionError('from', `is more than ${MOST_DAYS} days before to`);
  const [from, to] = [parameters.add(period.from), parameters.add(period.to)];
  return `span as materialized (select day_start(${from}::date, time_zone) as start,
    least(at, day_start(${to}::date + 1, time_zone) - interval '1 millisecond') as last, a.* from as_of a)`;
}

/**
 * The period before: as many days, or whole months where it is of whole months.
 */
export function daysBefore({ from, to }: Days): Days {
  const end = new Date(Date.parse(to) + DAY);
  const start = new Date(from);
  const before = new Date(start.getTime() - DAY);
  const months = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  const isWhole = start.getUTCDate() === 1 && end.getUTCDate() === 1;
  const first = isWhole
    ? new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() - months, 1))
    : new Date(2 * start.getTime() - end.getTime());
  return { from: dayText(first), to: dayText(before) };
}

/** The days of a month `2026-10`. */
export function daysOf(month: string): Days {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return { from: `${month}-01`, to: dayText(new Date(Date.UTC(year, number, 0))) };
}

function dayText(day: Date): string {
  return day.toISOString().slice(0, 10);
}
