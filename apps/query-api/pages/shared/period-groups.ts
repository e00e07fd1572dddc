import { daysBefore, daysOf, lengthOf, type Days, type Period } from '#libs/read-models/queries/period.js';
import type { GroupBy } from '#libs/read-models/queries/period-tickets.js';
import type { AsOf } from '#libs/read-models/types.js';
import { momentOf } from '../../queries/local-time.js';
import { texts } from '../../render/texts.js';
import { dayName, dayOf, monthOf, shortDay } from '../../render/times.js';
import type { Locale } from '../../request/locale.js';

const DAY = 86_400_000;

interface Span {
  readonly from: Date;
  readonly asOf: AsOf;
}
export type TimeStep = Extract<GroupBy, 'day' | 'week' | 'month'>;

/** By what so many days are told apart: weeks beyond 60 of them, months beyond a year. */
const stepOf = (days: number): TimeStep => (days <= 60 ? 'day' : days <= 366 ? 'week' : 'month');

export function stepOfDays({ from, to }: Days): TimeStep {
  return stepOf((Date.parse(to) - Date.parse(from)) / DAY + 1);
}

/** The same of a span of time, whose days are of 24 hours. */
export function stepOfSpan({ from, to }: { readonly from: Date; readonly to: Date }): TimeStep {
  return stepOf(Math.round((to.getTime() - from.getTime()) / DAY));
}

/** The period before, and its T: so much earlier, so that a period that is not over is compared with as much of the one before. */
export function periodBefore(period: Period, { from, asOf: { at, timeZone } }: Span) {
  const before = 'last' in period ? period : daysBefore(period);
  const shift = 'last' in before ? lengthOf(before) : from.getTime() - startOf(before.from, timeZone).getTime();
  return [before, new Date(at.getTime() - shift)] as const;
}

/** The month, the Monday of the week, or the day itself. */
export function keyOfDay(day: string, step: TimeStep): string {
  if (step === 'month') return day.slice(0, 7);
  const sinceMonday = (new Date(day).getUTCDay() + 6) % 7;
  return step === 'week' ? text(Date.parse(day) - sinceMonday * DAY) : day;
}

/** How a step that begins at a time is called, and below its column. */
export function stepNames(start: Date, step: TimeStep, locale: Locale, timeZone: string) {
  if (step === 'month') return { name: monthOf(start, locale, timeZone), short: monthOf(start, locale, timeZone) };
  const short = shortDay(start, locale, timeZone);
  // In less than a year of weeks a day needs no year.
  const name = step === 'week' ? texts(locale)('analytics.weekOf', { day: short }) : dayName(start, locale, timeZone);
  return { name, short };
}

/** Every key of a period in order, and the first day of each that is in it. */
export function keysOf({ from, to }: Days, step: TimeStep): readonly { readonly key: string; readonly from: string }[] {
  const keys = new Map<string, string>();
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY) {
    const day = text(at);
    const key = keyOfDay(day, step);
    if (!keys.has(key)) keys.set(key, day);
  }
  return [...keys].map(([key, day]) => ({ key, from: day }));
}

/** Of the ends of local days those that end its steps: days, weeks (with Sunday) or months. */
export function endsOf<P extends { readonly at: Date }>(
  points: readonly P[],
  to: Date,
  timeZone: string,
): readonly P[] {
  const [first] = points;
  const step = first ? stepOfDays({ from: dayOf(first.at, timeZone), to: dayOf(to, timeZone) }) : 'day';
  return points.filter(({ at }) => {
    const day = dayOf(at, timeZone);
    return step === 'day' || (step === 'week' ? new Date(day).getUTCDay() === 1 : day.endsWith('-01'));
  });
}

/** The first moment of a local day. */
export function startOf(day: string, timeZone: string): Date {
  return momentOf(`${day}T00:00`, timeZone);
}

/** The local day before which a period ends. */
export function dayAfter(day: string): string {
  return text(Date.parse(day) + DAY);
}

/** The address of a report. */
export function reportUrl(days: Days): string {
  const month = days.from.slice(0, 7);
  const whole = daysOf(month);
  if (whole.from === days.from && whole.to === days.to) return `/reports/${month}`;
  return `/reports?from=${days.from}&to=${days.to}`;
}

function text(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
