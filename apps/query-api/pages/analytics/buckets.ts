import { lengthOf, LONGEST_HOURLY, type Period } from '#libs/read-models/queries/period.js';
import type { OpenTicketsFigure } from '#libs/read-models/types.js';
import type { Locale } from '../../request/locale.js';
import { dayName, hourName, monthOf, shortDay } from '../../render/times.js';
import { texts } from '../../render/texts.js';
import { MOST_HOURS, shortNames } from './short-names.js';

export type Step = 'hour' | 'day' | 'week' | 'month';

const DAY = 86_400_000;
/** Periods of more days go by weeks, and by months. */
const MOST_DAYS = 61;
const MOST_WEEKS = 367;

/** How much a column of a period is: several days of hours that were asked for as days are shown as days. */
export function stepOfBuckets({ from, to, buckets }: OpenTicketsFigure, period: Period): Step {
  if ('last' in period && lengthOf(period) <= LONGEST_HOURLY)
    return period.unit === 'days' && buckets.length > MOST_HOURS ? 'day' : 'hour';
  const days = (to.getTime() - from.getTime()) / DAY;
  return days > MOST_WEEKS ? 'month' : days > MOST_DAYS ? 'week' : 'day';
}

/** Hours or days put together to the days, weeks (from Monday on) or months that they begin in, with their names. */
export function grouped({ buckets, to, moment: { timeZone } }: OpenTicketsFigure, step: Step, locale: Locale) {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone });
  const day = (at: Date): string => format.format(at);
  const groups = new Map<string, { from: Date; opened: number; notYetClosed: number }>();
  for (const bucket of buckets) {
    const key = keyOf(bucket.from, step, day);
    const { from, opened, notYetClosed } = groups.get(key) ?? { from: bucket.from, opened: 0, notYetClosed: 0 };
    groups.set(key, { from, opened: opened + bucket.opened, notYetClosed: notYetClosed + bucket.notYetClosed });
  }
  const rows = [...groups.values()];
  const times = rows.map(({ from }) => from);
  const short = shortNames(times, step === 'hour', locale, timeZone);
  return rows.map((row, index) => {
    const next = rows[index + 1]?.from;
    return {
      ...row,
      // Both ends of a filter are in it, the end of a bucket is not.
      until: next ? new Date(next.getTime() - 1) : to,
      name: nameOf(row.from, step, locale, timeZone),
      short: step === 'month' ? monthOf(row.from, locale, timeZone) : (short[index] ?? ''),
    };
  });
}

function keyOf(from: Date, step: Step, dayOf: (at: Date) => string): string {
  if (step === 'hour') return from.toISOString();
  const day = dayOf(from);
  if (step === 'month') return day.slice(0, 7);
  if (step === 'day') return day;
  const sinceMonday = (new Date(day).getUTCDay() + 6) % 7;
  return new Date(Date.parse(day) - sinceMonday * DAY).toISOString().slice(0, 10);
}

function nameOf(from: Date, step: Step, locale: Locale, timeZone: string): string {
  if (step === 'hour') return hourName(from, locale, timeZone);
  if (step === 'month') return monthOf(from, locale, timeZone);
  const day = dayName(from, locale, timeZone);
  return step === 'week' ? texts(locale)('analytics.weekOf', { day: shortDay(from, locale, timeZone) }) : day;
}
