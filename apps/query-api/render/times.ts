import type { Locale } from '../request/locale.js';

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
const LANGUAGE: Record<Locale, string> = { en: 'en-GB', it: 'it-IT', de: 'de-DE' };
const cache = new Map<string, unknown>();

function cached<T>(key: string, make: () => T): T {
  if (!cache.has(key)) cache.set(key, make());
  return cache.get(key) as T;
}

/** "3 hours ago", seen from `now`; below a minute, or in the future, `justNow`. */
export function relativeTime(date: Date, now: Date, locale: Locale, justNow: string): string {
  const past = now.getTime() - date.getTime();
  const unit = UNITS.find(([, length]) => past >= length);
  if (!unit) return justNow;
  const format = cached(`r${locale}`, () => new Intl.RelativeTimeFormat(LANGUAGE[locale], { numeric: 'always' }));
  const count = Math.floor(past / unit[1]);
  return cached(`${count} ${unit[0]} ${locale}`, () => format.format(-count, unit[0]));
}

/** Date and time with the zone: "23 Nov 2026, 14:05 CET"; `precise` with seconds and milliseconds. */
export function absoluteTime(date: Date, locale: Locale, timeZone: string, precise = false): string {
  const format = cached(
    `a${locale}${timeZone}${precise}`,
    () =>
      new Intl.DateTimeFormat(LANGUAGE[locale], {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        ...(precise && { second: '2-digit', fractionalSecondDigits: 3 }),
        timeZone,
        timeZoneName: 'short',
      }),
  );
  return format.format(date);
}

/** The day alone: "23 Nov 2026". */
export function dayName(date: Date, locale: Locale, timeZone: string): string {
  const format = cached(
    `d${locale}${timeZone}`,
    () => new Intl.DateTimeFormat(LANGUAGE[locale], { day: 'numeric', month: 'short', year: 'numeric', timeZone }),
  );
  return format.format(date);
}

/** The hour of a day: "23 Nov, 14:00". */
export function hourName(date: Date, locale: Locale, timeZone: string): string {
  const format = cached(
    `h${locale}${timeZone}`,
    () =>
      new Intl.DateTimeFormat(LANGUAGE[locale], {
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
        timeZone,
      }),
  );
  return format.format(date);
}

/** `2026-11` as "Nov 2026", or "November 2026". */
export function monthName(month: string, locale: Locale, length: 'short' | 'long' = 'short'): string {
  const format = cached(
    `m${locale}${length}`,
    () => new Intl.DateTimeFormat(LANGUAGE[locale], { month: length, year: 'numeric', timeZone: 'UTC' }),
  );
  return format.format(new Date(`${month}-01T00:00:00Z`));
}

/** The month of a moment: "Nov 2026". */
export function monthOf(date: Date, locale: Locale, timeZone: string): string {
  const format = cached(
    `o${locale}${timeZone}`,
    () => new Intl.DateTimeFormat(LANGUAGE[locale], { month: 'short', year: 'numeric', timeZone }),
  );
  return format.format(date);
}

const DAY_UNIT: Record<Locale, string> = { en: 'd', it: 'g', de: 'T' };

/** The two largest units of a length of time: "3 d 4 h". Whole minutes are the smallest; below one "< 1 min". */
export function durationText(milliseconds: number, locale: Locale): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return '< 1 min';
  const parts: [number, string][] = [
    [Math.floor(minutes / 1440), DAY_UNIT[locale]],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [minutes % 60, 'min'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** A whole number as it is written in the language: "1,234". */
export function numberText(value: number, locale: Locale): string {
  return cached(`n${locale}`, () => new Intl.NumberFormat(LANGUAGE[locale])).format(value);
}

/** By how much a whole number has changed: "+12", "−3", "±0". */
export function changeText(change: number, locale: Locale): string {
  const sign = change > 0 ? '+' : change < 0 ? '−' : '±';
  return sign + numberText(Math.abs(change), locale);
}

/** The day without its year: "23 Nov". */
export function shortDay(date: Date, locale: Locale, timeZone: string): string {
  const format = cached(
    `s${locale}${timeZone}`,
    () => new Intl.DateTimeFormat(LANGUAGE[locale], { day: 'numeric', month: 'short', timeZone }),
  );
  return format.format(date);
}

/** The day on a clock of the zone: `2026-11-23`. */
export function dayOf(date: Date, timeZone: string): string {
  return cached(`y${timeZone}`, () => new Intl.DateTimeFormat('en-CA', { timeZone })).format(date);
}

/** A span of time: "3 Oct 2026, 09:30 – 10 Oct 2026, 09:30". */
export function spanName(from: Date, to: Date, locale: Locale, timeZone: string): string {
  const format = cached(
    `p${locale}${timeZone}`,
    () => new Intl.DateTimeFormat(LANGUAGE[locale], { dateStyle: 'medium', timeStyle: 'short', timeZone }),
  );
  return format.formatRange(from, to);
}

/** A weekday (1 is Monday) and an hour, `1-09`: "Mon 09:00–09:59". */
export function hourOfWeek(key: string, locale: Locale): string {
  const [day = 1, hour = ''] = [Number(key[0]), key.slice(2)];
  return `${weekdayName(day, locale)} ${hour}:00–${hour}:59`;
}

/** The short name of a weekday, 1 is Monday. */
export function weekdayName(day: number, locale: Locale): string {
  // 5 January 1970 was a Monday.
  return cached(
    `w${locale}`,
    () => new Intl.DateTimeFormat(LANGUAGE[locale], { weekday: 'short', timeZone: 'UTC' }),
  ).format(Date.UTC(1970, 0, 4 + day));
}

/** Days, both included: "1–31 Oct 2026". */
export function daysName({ from, to }: { readonly from: string; readonly to: string }, locale: Locale): string {
  const format = cached(
    `g${locale}`,
    () =>
      new Intl.DateTimeFormat(LANGUAGE[locale], { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
  );
  return format.formatRange(new Date(from), new Date(to));
}
