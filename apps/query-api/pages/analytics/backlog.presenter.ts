import type { BacklogAgeFigure } from '#libs/read-models/queries/backlog-age.js';
import type { ActiveByCategoryFigure, BacklogFigure } from '#libs/read-models/types.js';
import { CATEGORIES } from '#libs/tickets/events.js';
import { texts } from '../../render/texts.js';
import { changeText, dayName, hourName, shortDay } from '../../render/times.js';
import type { Locale } from '../../request/locale.js';
import { ALIVE, listUrl } from '../shared/list-state.js';
import { presentLevels, type Level } from '../shared/levels.js';
import { endsOf } from '../shared/period-groups.js';
import { shortNames } from './short-names.js';

const DAY = 86_400_000;
/** So many days need no year to be told apart. */
const MOST_WITHOUT_YEAR = 300;

interface Asked {
  readonly step: 'hour' | 'day';
  /** Whether the moment of the figures is one that was asked for. */
  readonly past: boolean;
}

/**
 * Not yet closed at the end of each hour, day, week or month, and at the moment of the figures.
 * @param now the same moment's tickets by category
 */
export function presentBacklog(
  backlog: BacklogFigure,
  now: ActiveByCategoryFigure,
  { step, past }: Asked,
  locale: Locale,
): object {
  const { at, timeZone } = now.asOf;
  const hourly = step === 'hour';
  const before = backlog.points.filter((point) => point.at < at);
  const points = hourly ? before : endsOf(before, at, timeZone);
  const nameOfDay = before.length > MOST_WITHOUT_YEAR ? dayName : shortDay;
  // A point is just before its moment, a list of a moment holds all of it.
  const ends = [...points.map((point) => new Date(point.at.getTime() - 1)), at];
  const short = shortNames(
    ends.map((until) => (hourly ? new Date(until.getTime() + 1) : until)),
    hourly,
    locale,
    timeZone,
  );
  const levels = ends.map((until, index): Level => {
    const point = points[index];
    const named = point && !hourly ? nameOfDay(until, locale, timeZone) : hourName(point?.at ?? at, locale, timeZone);
    return {
      name: point || past ? named : texts(locale)('analytics.backlog.now'),
      short: short[index] ?? '',
      counts:
        point?.categories ??
        Object.fromEntries(now.categories.map(({ category, open, active }) => [category, open + active])),
      list: { status: ALIVE, at: until },
    };
  });
  const { rows, ...shown } = presentLevels(levels, locale);
  const total = rows.at(-1)?.total ?? 0;
  return {
    ...shown,
    title: hourly ? 'byHour' : points.length === before.length ? 'byDay' : 'overTime',
    head: hourly ? 'time' : 'endOfDay',
    definition: hourly ? 'definitionHours' : 'definitionDays',
    change: changeText(total - (rows[0]?.total ?? 0), locale),
    since: rows[0]?.name,
    rows: rows.toReversed(),
  };
}

/** For how long the tickets that are not yet closed have been open. */
export function presentAges({ ages, asOf: { at } }: BacklogAgeFigure, locale: Locale): object {
  const t = texts(locale);
  const shown = presentLevels(
    ages.map(({ fromDays, toDays, categories }): Level => {
      const name = toDays === null ? `> ${fromDays}` : `${fromDays}–${toDays}`;
      return {
        name: `${name} ${t('analytics.units.days')}`,
        short: name,
        counts: Object.fromEntries(categories.map(({ category, notYetClosed }) => [category, notYetClosed])),
        list: {
          status: ALIVE,
          // Whoever is just as old as the next step is no longer in this one.
          openedFrom: toDays === null ? undefined : new Date(at.getTime() - toDays * DAY + 1),
          openedUntil: new Date(at.getTime() - fromDays * DAY),
          at,
        },
      };
    }),
    locale,
  );
  return {
    ...shown,
    title: 'byAge',
    head: 'age',
    definition: 'definitionAge',
    sum: {
      total: ages.reduce((sum, age) => sum + age.total, 0),
      url: listUrl({ status: ALIVE, at }),
      parts: CATEGORIES.map((category, part) => ({
        count: shown.rows.reduce((sum, { parts }) => sum + (parts[part]?.count ?? 0), 0),
        url: listUrl({ status: ALIVE, category: [category], at }),
      })),
    },
  };
}
