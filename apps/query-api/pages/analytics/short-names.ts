import type { Locale } from '../../request/locale.js';
import { hourName, monthOf, shortDay } from '../../render/times.js';

/** Two days and the partial first hour: so many columns can each have the name of their hour. */
export const MOST_HOURS = 49;
/** In more days than these a day of the year occurs twice. */
const MOST_DAYS = 367;

/** Below the columns: the hour of an hour, the day of a day, the month in many years; of many hours only the days, each where it begins. */
export function shortNames(times: readonly Date[], hourly: boolean, locale: Locale, timeZone: string): string[] {
  if (times.length > MOST_DAYS) return times.map((time) => monthOf(time, locale, timeZone));
  const days = times.map((time) => shortDay(time, locale, timeZone));
  if (!hourly) return days;
  if (times.length > MOST_HOURS) return days.map((day, index) => (index > 0 && day !== days[index - 1] ? day : ''));
  return times.map((time) => hourName(time, locale, timeZone).split(', ').at(-1) ?? '');
}
