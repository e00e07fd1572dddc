import type { ActiveByCategoryFigure, BacklogFigure } from '#libs/read-models/types.js';
import { CATEGORIES } from '#libs/tickets/events.js';
import { listUrl } from '../shared/list-state.js';
import { texts } from '../../render/texts.js';
import type { Locale } from '../../request/locale.js';
import { changeText, dayName, hourName, numberText, shortDay } from '../../render/times.js';
import type { AnalyticsQuery } from './analytics-query.js';
import { ALIVE } from './figures.presenter.js';
import { levelChart } from '../shared/level-chart.js';
import { MOST_HOURS, shortNames } from './short-names.js';

/** Longer periods go by days, as those of the open tickets do. */
const MOST_HOURLY = 168;

/** By which steps a period is divided: never more of them than the backlog may have points. */
export function stepOf({ days, last, unit }: Pick<AnalyticsQuery, 'days' | 'last' | 'unit'>): 'hour' | 'day' {
  if (days) return 'day';
  const hours = unit === 'days' ? last * 24 : last;
  return hours < (unit === 'days' ? MOST_HOURS : MOST_HOURLY + 1) ? 'hour' : 'day';
}

/** So many days need no year to be told apart. */
const MOST_WITHOUT_YEAR = 300;

interface Asked {
  readonly step: 'hour' | 'day';
  /** Whether the moment of the figures is one that was asked for. */
  readonly past: boolean;
}

interface Level {
  /** The last moment that counts. */
  readonly until: Date;
  readonly name: string;
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Not yet closed at the end of each hour or day, and at the moment of the figures.
 * @param now the same moment's tickets by category
 */
export function presentBacklog(
  backlog: BacklogFigure,
  now: ActiveByCategoryFigure,
  asked: Asked,
  locale: Locale,
): object {
  const t = texts(locale);
  const { at, timeZone } = now.moment;
  const hourly = asked.step === 'hour';
  const levels = levelsOf(backlog, now, asked, locale);
  const rows = levels.map((level) => present(level));
  const ends = levels.map(({ until }) => (hourly ? new Date(until.getTime() + 1) : until));
  const short = shortNames(ends, hourly, locale, timeZone);
  const counted = (count: number): string => numberText(count, locale);
  const chart = levelChart(
    rows.map(({ name, total, url, parts }, index) => ({
      label: short[index] ?? '',
      title: `${name}: ${counted(total)} (${parts.map(({ category, count }) => `${t(`category.${category}`)} ${counted(count)}`).join(', ')})`,
      href: url,
      parts: parts.map(({ count }) => count),
      hrefs: parts.map(({ url }) => url),
      value: counted(total),
    })),
    (value) => (Number.isInteger(value) ? counted(value) : ''),
  );
  const total = rows.at(-1)?.total ?? 0;
  return {
    total,
    url: listUrl({ status: ALIVE, at }),
    change: changeText(total - (rows[0]?.total ?? 0), locale),
    since: rows[0]?.name,
    categories: CATEGORIES.map((category, part) => ({ category, part })),
    rows: rows.toReversed(),
    chart,
    hourly,
    long: rows.length > 16,
  };
}

function levelsOf(backlog: BacklogFigure, now: ActiveByCategoryFigure, asked: Asked, locale: Locale): Level[] {
  const { at, timeZone } = now.moment;
  const nameOfDay = backlog.points.length > MOST_WITHOUT_YEAR ? dayName : shortDay;
  const ends = backlog.points.filter((point) => point.at < at);
  return [
    ...ends.map((point) => {
      // A point is just before its moment, a list of a moment holds all of it.
      const until = new Date(point.at.getTime() - 1);
      const name = asked.step === 'hour' ? hourName(point.at, locale, timeZone) : nameOfDay(until, locale, timeZone);
      return { until, name, counts: point.categories };
    }),
    {
      until: at,
      name: asked.past ? hourName(at, locale, timeZone) : texts(locale)('analytics.backlog.now'),
      counts: Object.fromEntries(now.categories.map(({ category, open, active }) => [category, open + active])),
    },
  ];
}

function present({ until, name, counts }: Level) {
  const parts = CATEGORIES.map((category) => {
    const count = counts[category] ?? 0;
    return {
      category,
      count,
      url: count > 0 ? listUrl({ status: ALIVE, category: [category], at: until }) : undefined,
    };
  });
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  return { name, parts, total, url: total > 0 ? listUrl({ status: ALIVE, at: until }) : undefined };
}
