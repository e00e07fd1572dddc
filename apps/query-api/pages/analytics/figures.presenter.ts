import type {
  ActiveByCategoryFigure,
  ByPlaceFigure,
  OpenTicketsFigure,
  ResolutionTimeFigure,
  Status,
} from '#libs/read-models/types.js';
import { listUrl } from '../shared/list-state.js';
import { placeUrl } from '../shared/urls.js';
import { texts } from '../../render/texts.js';
import type { Locale } from '../../request/locale.js';
import { dayName, durationText, hourName, monthName, numberText } from '../../render/times.js';
import { barWidths, columnChart } from './chart.js';
import { MOST_HOURS, shortNames } from './short-names.js';

export const ALIVE: readonly Status[] = ['open', 'active'];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Opened in the last X and not yet closed: one column a bucket, what is closed since stands on what is not.
 * @param inDays asked for in days: several days of hours are shown as days
 */
export function presentOpenTickets(asked: OpenTicketsFigure, locale: Locale, inDays: boolean): object {
  const t = texts(locale);
  const hourly = isHourly(asked) && !(inDays && asked.buckets.length > MOST_HOURS);
  const figure = hourly === isHourly(asked) ? asked : byDay(asked);
  const { moment, to } = figure;
  const { timeZone } = moment;
  const short = shortNames(
    figure.buckets.map(({ from }) => from),
    hourly,
    locale,
    timeZone,
  );
  const rows = figure.buckets.map((bucket, index) => {
    const next = figure.buckets[index + 1]?.from;
    // Both ends of a filter are in it, the end of a bucket is not.
    const openedUntil = next ? new Date(next.getTime() - 1) : to;
    const range = { openedFrom: bucket.from, openedUntil, at: moment.at };
    return {
      ...bucket,
      name: hourly ? hourName(bucket.from, locale, timeZone) : dayName(bucket.from, locale, timeZone),
      short: short[index] ?? '',
      openedUrl: listUrl(range),
      notYetClosedUrl: listUrl({ ...range, status: ALIVE }),
    };
  });
  const chart = columnChart(
    rows.map(({ name, short, opened, notYetClosed, notYetClosedUrl }) => ({
      label: short,
      title: `${name}: ${t('analytics.bucket', { opened, notYetClosed })}`,
      href: notYetClosedUrl,
      parts: [notYetClosed, opened - notYetClosed],
      value: notYetClosed > 0 ? numberText(notYetClosed, locale) : '',
    })),
    (value) => (Number.isInteger(value) ? numberText(value, locale) : ''),
  );
  const url = listUrl({ status: ALIVE, openedFrom: figure.from, openedUntil: to, at: moment.at });
  return {
    count: figure.count,
    url,
    from: figure.from,
    to,
    rows: rows.toReversed(),
    chart,
    hourly,
    long: rows.length > 16,
  };
}

/** Hours put together to the days they begin in. */
function byDay(figure: OpenTicketsFigure): OpenTicketsFigure {
  const days = new Map<string, OpenTicketsFigure['buckets'][number]>();
  for (const bucket of figure.buckets) {
    const name = dayName(bucket.from, 'en', figure.moment.timeZone);
    const { from, opened, notYetClosed } = days.get(name) ?? { ...bucket, opened: 0, notYetClosed: 0 };
    days.set(name, { from, opened: opened + bucket.opened, notYetClosed: notYetClosed + bucket.notYetClosed });
  }
  return { ...figure, buckets: [...days.values()] };
}

function isHourly({ from, to }: OpenTicketsFigure): boolean {
  return to.getTime() - from.getTime() <= 168 * HOUR;
}

/** Mean time from opening to closing by the month of opening. */
export function presentResolutionTime(figure: ResolutionTimeFigure, locale: Locale): object {
  const t = texts(locale);
  const at = figure.moment.at;
  const rows = figure.months.map((month) => ({
    ...month,
    name: monthName(month.month, locale),
    unfinished: month.closed < month.opened,
    openedUrl: listUrl({ openedMonth: month.month, at }),
    closedUrl: listUrl({ openedMonth: month.month, status: ['closed'], at }),
  }));
  const unit = Math.max(...rows.map(({ averageMs }) => averageMs ?? 0)) > 2 * DAY ? DAY : HOUR;
  const unitName = t(unit === DAY ? 'analytics.inDays' : 'analytics.inHours');
  const chart = columnChart(
    rows.map(({ name, averageMs, opened, closed, closedUrl, unfinished }) => ({
      label: name,
      title: `${name}: ${averageMs === null ? '–' : durationText(averageMs, locale)}, ${t('analytics.closedSoFar', { closed, opened })}`,
      href: closedUrl,
      parts: [(averageMs ?? 0) / unit],
      value: averageMs === null ? '' : durationText(averageMs, locale),
      unfinished,
    })),
    (value) => numberText(value, locale),
  );
  const closed = rows.reduce((sum, month) => sum + month.closed, 0);
  const total = rows.reduce((sum, month) => sum + (month.averageMs ?? 0) * month.closed, 0);
  return { rows: rows.toReversed(), chart, unitName, closed, averageMs: closed > 0 ? total / closed : null };
}

/** Active tickets of each category, open ones beside them. */
export function presentCategories(figure: ActiveByCategoryFigure): object {
  const at = figure.moment.at;
  const totalOpen = figure.categories.reduce((sum, { open }) => sum + open, 0);
  const widths = barWidths(figure.categories.flatMap(({ active, open }) => [active, open]));
  return {
    total: figure.total,
    totalOpen,
    notYetClosed: figure.total + totalOpen,
    totalUrl: listUrl({ status: ['active'], at }),
    totalOpenUrl: listUrl({ status: ['open'], at }),
    rows: figure.categories.map((row, index) => ({
      ...row,
      activeWidth: widths[2 * index],
      openWidth: widths[2 * index + 1],
      activeUrl: listUrl({ status: ['active'], category: [row.category], at }),
      openUrl: listUrl({ status: ['open'], category: [row.category], at }),
    })),
  };
}

/** Active and open tickets of each place. */
export function presentPlaces({ total, places, withoutPlace, moment: { at } }: ByPlaceFigure): object {
  return {
    known: total.active + total.open - withoutPlace.active - withoutPlace.open,
    withoutPlace,
    rows: places.map((row) => ({
      ...row,
      url: placeUrl(row.place),
      activeUrl: listUrl({ status: ['active'], place: [row.place], at }),
      openUrl: listUrl({ status: ['open'], place: [row.place], at }),
    })),
    long: places.length > 16,
  };
}
