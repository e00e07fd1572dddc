import { NO_TICKETS, type PeriodFigure } from '#libs/read-models/queries/period-tickets.js';
import { texts } from '../../render/texts.js';
import { dayOf, weekdayName } from '../../render/times.js';
import type { Locale } from '../../request/locale.js';
import { columnChart, wholeNumber, type Chart } from './chart.js';
import { factsOf, pinnedUrl, type Facts } from './facts.js';
import { dayAfter, keysOf, startOf, stepNames, type TimeStep } from './period-groups.js';

/** A group of the tickets of a period in a table. */
export interface FactRow {
  readonly name: string;
  readonly short?: string;
  readonly facts: Facts;
}

/**
 * Each day, week or month of a period in order, also without a ticket.
 * @param measures all of them, or only what was opened and closed
 */
export function timeRows(
  figure: PeriodFigure,
  measures: 'groups' | 'counts',
  step: TimeStep,
  locale: Locale,
): FactRow[] {
  const { from, to, asOf } = figure;
  const { timeZone } = asOf;
  const days = { from: dayOf(from, timeZone), to: dayOf(to, timeZone) };
  const groups = new Map(figure[measures][step].map((group) => [group.key, group]));
  const keys = keysOf(days, step);
  return keys.map(({ key, from: day }, index) => {
    const start = startOf(day, timeZone);
    const next = keys[index + 1]?.from ?? dayAfter(days.to);
    return {
      ...stepNames(start, step, locale, timeZone),
      facts: factsOf(figure, locale, {
        group: groups.get(key) ?? NO_TICKETS,
        from: start < from ? from : start,
        to: new Date(Math.min(to.getTime(), startOf(next, timeZone).getTime() - 1)),
        name: `${key}-`,
      }),
    };
  });
}

/**
 * Each category or place that has a ticket in the period, the busiest first, and at the end what has no place.
 * @param most so many of them
 */
export function groupRows(figure: PeriodFigure, by: 'category' | 'place', locale: Locale, most = Infinity): FactRow[] {
  const t = texts(locale);
  const nameOf = (key: string): string => (by === 'place' ? key || t('without.place') : t(`category.${key}`));
  const named = figure.groups[by].filter(({ key }) => key !== '');
  if (named.length === 0) return [];
  const busiest = named.toSorted((a, b) => b.opened - a.opened || b.closedThen - a.closedThen).slice(0, most);
  return [...busiest, ...figure.groups[by].filter(({ key }) => key === '')].map((group) => {
    const narrowed = group.key ? { [by]: [group.key] } : { without: ['place' as const] };
    return { name: nameOf(group.key), facts: factsOf(figure, locale, { group, narrowed, name: `${group.key}-` }) };
  });
}

/** Opened as columns, closed as a line. */
export function flowChart(rows: readonly FactRow[], locale: Locale): Chart {
  const t = texts(locale);
  const exact = ({ facts }: FactRow, name: string): number => facts[name]?.exact ?? 0;
  return columnChart(
    rows.map((row) => ({
      label: row.short ?? row.name,
      title: `${row.name}: ${t('report.bucket', { opened: row.facts['opened']?.value, closed: row.facts['closedThen']?.value })}`,
      href: row.facts['opened']?.url,
      parts: [exact(row, 'opened')],
      value: row.facts['opened']?.value ?? '',
    })),
    wholeNumber(locale),
    rows.map((row) => exact(row, 'closedThen')),
  );
}

const SHADES = 4;

/** Openings by weekday and hour, each with a shade from 0 to 4 and its list. */
export function hourGrid({ counts, from, to, asOf }: PeriodFigure, locale: Locale): object {
  const most = Math.max(1, ...counts.hour.map(({ opened }) => opened));
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
  return {
    hours,
    days: Array.from({ length: 7 }, (_, day) => ({
      name: weekdayName(day + 1, locale),
      cells: hours.map((hour) => {
        const openedHour = `${day + 1}-${hour}`;
        const opened = counts.hour.find(({ key }) => key === openedHour)?.opened ?? 0;
        const url = opened > 0 && pinnedUrl({ openedFrom: from, openedUntil: to, openedHour }, asOf.position);
        return { id: openedHour, opened, shade: Math.ceil((SHADES * opened) / most), url };
      }),
    })),
  };
}
