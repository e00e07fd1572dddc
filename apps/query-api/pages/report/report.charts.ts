import { CATEGORIES } from '#libs/tickets/events.js';
import type { Days } from '#libs/read-models/queries/period.js';
import type { PeriodFigure } from '#libs/read-models/queries/period-tickets.js';
import type { BacklogFigure } from '#libs/read-models/types.js';
import { texts } from '../../render/texts.js';
import { dayName, monthName, numberText, shortDay } from '../../render/times.js';
import type { Locale } from '../../request/locale.js';
import { columnChart, type Chart } from '../shared/chart.js';
import { levelChart } from '../shared/level-chart.js';
import { dayAfter, keysOf, startOf, stepOfDays } from '../shared/period-groups.js';
import { pinnedUrl } from './report.presenter.js';

const wholeNumber =
  (locale: Locale) =>
  (value: number): string =>
    Number.isInteger(value) ? numberText(value, locale) : '';

/** Opened as columns, closed as a line. */
export function flowChart(figure: PeriodFigure, days: Days, locale: Locale): Chart {
  const t = texts(locale);
  const { timeZone, position } = figure.moment;
  const step = stepOfDays(days);
  const groups = new Map(figure.groups.map((group) => [group.key, group]));
  const keys = keysOf(days, step).filter(({ from }) => startOf(from, timeZone) <= figure.to);
  const columns = keys.map(({ key, from }, index) => {
    const { opened = 0, closedThen = 0 } = groups.get(key) ?? {};
    const next = keys[index + 1]?.from ?? dayAfter(days.to);
    const start = startOf(from, timeZone);
    const range = { openedFrom: start, openedUntil: new Date(startOf(next, timeZone).getTime() - 1) };
    const name = step === 'month' ? monthName(key, locale) : dayName(start, locale, timeZone);
    return {
      label: step === 'month' ? name : shortDay(start, locale, timeZone),
      title: `${name}: ${t('report.bucket', { opened, closed: closedThen })}`,
      href: opened > 0 ? pinnedUrl(range, position) : undefined,
      parts: [opened],
      value: numberText(opened, locale),
      closedThen,
    };
  });
  return columnChart(
    columns,
    wholeNumber(locale),
    columns.map(({ closedThen }) => closedThen),
  );
}

/** Not yet closed at the end of each day, by category. */
export function backlogChart({ points, moment: { timeZone } }: BacklogFigure, locale: Locale): Chart {
  const levels = points.map(({ at, total, categories }) => {
    const until = new Date(at.getTime() - 1);
    const name = shortDay(until, locale, timeZone);
    return {
      label: name,
      title: `${name}: ${numberText(total, locale)}`,
      href: undefined,
      parts: CATEGORIES.map((category) => categories[category]),
      value: numberText(total, locale),
    };
  });
  return levelChart(levels, wholeNumber(locale));
}

const SHADES = 4;

/** Openings by weekday and hour, each with a shade from 0 to 4. */
export function hourGrid({ groups }: PeriodFigure, locale: Locale): object {
  const most = Math.max(1, ...groups.map(({ opened }) => opened));
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
  return {
    hours,
    // 5 January 1970 was a Monday.
    days: Array.from({ length: 7 }, (_, day) => ({
      name: weekday.format(Date.UTC(1970, 0, 5 + day)),
      cells: hours.map((hour) => {
        const opened = groups.find(({ key }) => key === `${day + 1}-${hour}`)?.opened ?? 0;
        return { opened, shade: Math.ceil((SHADES * opened) / most) };
      }),
    })),
  };
}
