import { lengthOf, LONGEST_HOURLY, type Period } from '#libs/read-models/queries/period.js';
import type { OpenTicketsFigure } from '#libs/read-models/types.js';
import type { Locale } from '../../request/locale.js';
import { dayOf, hourName } from '../../render/times.js';
import { keyOfDay, stepNames, type TimeStep } from '../shared/period-groups.js';
import { shortNames } from './short-names.js';

const DAY = 86_400_000;

/** By what a period is divided: several days that were asked for as days are shown as days. */
export function stepOf(period: Period): 'hour' | 'day' {
  if (!('last' in period)) return 'day';
  return lengthOf(period) <= (period.unit === 'days' ? 2 * DAY : LONGEST_HOURLY) ? 'hour' : 'day';
}

/** Hours or days put together to the days, weeks (from Monday on) or months that they begin in, with their names. */
export function grouped(
  { buckets, to, asOf: { timeZone } }: OpenTicketsFigure,
  step: TimeStep | 'hour',
  locale: Locale,
) {
  const groups = new Map<string, { from: Date; opened: number; notYetClosed: number }>();
  for (const bucket of buckets) {
    const key = step === 'hour' ? bucket.from.toISOString() : keyOfDay(dayOf(bucket.from, timeZone), step);
    const { from, opened, notYetClosed } = groups.get(key) ?? { from: bucket.from, opened: 0, notYetClosed: 0 };
    groups.set(key, { from, opened: opened + bucket.opened, notYetClosed: notYetClosed + bucket.notYetClosed });
  }
  const rows = [...groups.values()];
  const hours = shortNames(
    rows.map(({ from }) => from),
    true,
    locale,
    timeZone,
  );
  return rows.map((row, index) => {
    const next = rows[index + 1]?.from;
    return {
      ...row,
      // Both ends of a filter are in it, the end of a bucket is not.
      until: next ? new Date(next.getTime() - 1) : to,
      ...(step === 'hour'
        ? { name: hourName(row.from, locale, timeZone), short: hours[index] ?? '' }
        : stepNames(row.from, step, locale, timeZone)),
    };
  });
}
