import type { Period } from '#libs/read-models/queries/period.js';
import type {
  ActiveByCategoryFigure,
  ByPlaceFigure,
  OpenTicketsFigure,
  ResolutionTimeFigure,
} from '#libs/read-models/types.js';
import { ALIVE, listUrl } from '../shared/list-state.js';
import { placeUrl } from '../shared/urls.js';
import { texts } from '../../render/texts.js';
import type { Locale } from '../../request/locale.js';
import { changeText, durationText, monthName, numberText } from '../../render/times.js';
import { barWidths, columnChart, wholeNumber } from '../shared/chart.js';
import { stepOfSpan } from '../shared/period-groups.js';
import { grouped, stepOf } from './buckets.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Opened in a period and not yet closed: one column a bucket, what is closed since stands on what is not.
 * @param before the same figure, one period earlier
 * @param period that was asked for
 */
export function presentOpenTickets(
  figure: OpenTicketsFigure,
  before: OpenTicketsFigure,
  period: Period,
  locale: Locale,
): object {
  const t = texts(locale);
  const { asOf, from, to } = figure;
  const step = stepOf(period) === 'hour' ? 'hour' : stepOfSpan(figure);
  const rows = grouped(figure, step, locale).map((bucket) => {
    const range = { openedFrom: bucket.from, openedUntil: bucket.until, at: asOf.at };
    return {
      ...bucket,
      openedUrl: listUrl(range),
      notYetClosedUrl: listUrl({ ...range, status: ALIVE }),
      closedUrl: listUrl({ ...range, status: ['closed'] }),
    };
  });
  const earlier = grouped(before, step, locale).map(({ opened }) => opened);
  const chart = columnChart(
    rows.map(({ name, short, opened, notYetClosed, openedUrl, notYetClosedUrl, closedUrl }) => ({
      label: short,
      title: `${name}: ${t('analytics.bucket', { opened, notYetClosed })}`,
      href: opened > 0 ? openedUrl : undefined,
      parts: [notYetClosed, opened - notYetClosed],
      hrefs: [notYetClosedUrl, closedUrl],
      value: numberText(opened, locale),
      inside: notYetClosed < opened ? numberText(notYetClosed, locale) : '',
    })),
    wholeNumber(locale),
    earlier.slice(0, rows.length),
  );
  return {
    count: figure.count,
    opened: rows.reduce((sum, { opened }) => sum + opened, 0),
    change: changeText(figure.count - before.count, locale),
    openedUrl: listUrl({ openedFrom: from, openedUntil: to, at: asOf.at }),
    url: listUrl({ status: ALIVE, openedFrom: from, openedUntil: to, at: asOf.at }),
    from,
    to,
    rows: rows.toReversed(),
    chart,
    step,
  };
}

/** Mean time from opening to closing by the month of opening. */
export function presentResolutionTime(figure: ResolutionTimeFigure, locale: Locale): object {
  const t = texts(locale);
  const at = figure.asOf.at;
  const rows = figure.months.map((month) => ({
    ...month,
    name: monthName(month.month, locale),
    unfinished: month.closed < month.opened,
    openedUrl: listUrl({ openedMonth: month.month, at }),
    closedUrl: listUrl({ openedMonth: month.month, status: ['closed'], at }),
  }));
  const unit = Math.max(...rows.map(({ averageMs }) => averageMs ?? 0)) > 2 * DAY ? DAY : HOUR;
  const chart = columnChart(
    rows.map(({ name, averageMs, medianMs, p90Ms, opened, closed, closedUrl, unfinished }) => ({
      label: name,
      title: `${name}: ${averageMs === null ? '–' : durationText(averageMs, locale)}, ${t('analytics.closedSoFar', { closed, opened })}`,
      detail:
        medianMs === null || p90Ms === null
          ? undefined
          : `${t('report.median')} ${durationText(medianMs, locale)}, ${t('report.p90')} ${durationText(p90Ms, locale)}`,
      href: closed > 0 ? closedUrl : undefined,
      parts: [(averageMs ?? 0) / unit],
      band: medianMs === null || p90Ms === null ? undefined : ([medianMs / unit, p90Ms / unit] as const),
      value: averageMs === null ? '' : durationText(averageMs, locale),
      unfinished,
    })),
    (value) => numberText(value, locale),
  );
  const closed = rows.reduce((sum, month) => sum + month.closed, 0);
  const total = rows.reduce((sum, month) => sum + (month.averageMs ?? 0) * month.closed, 0);
  return {
    rows: rows.toReversed(),
    chart,
    unit: t(unit === DAY ? 'analytics.units.days' : 'analytics.units.hours'),
    opened: rows.reduce((sum, month) => sum + month.opened, 0),
    closed,
    averageMs: closed > 0 ? total / closed : null,
    openedUrl: listUrl({ at }),
    closedUrl: listUrl({ status: ['closed'], at }),
  };
}

/** Active tickets of each category, open ones beside them. */
export function presentCategories(figure: ActiveByCategoryFigure): object {
  const at = figure.asOf.at;
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
export function presentPlaces({ total, places, withoutPlace, asOf: { at } }: ByPlaceFigure): object {
  return {
    total: {
      ...total,
      activeUrl: listUrl({ status: ['active'], at }),
      openUrl: listUrl({ status: ['open'], at }),
    },
    known: total.active + total.open - withoutPlace.active - withoutPlace.open,
    withoutPlace: {
      ...withoutPlace,
      activeUrl: listUrl({ status: ['active'], without: ['place'], at }),
      openUrl: listUrl({ status: ['open'], without: ['place'], at }),
    },
    rows: places.map((row) => ({
      ...row,
      url: placeUrl(row.place),
      activeUrl: listUrl({ status: ['active'], place: [row.place], at }),
      openUrl: listUrl({ status: ['open'], place: [row.place], at }),
    })),
    long: places.length > 16,
  };
}
