import type { Days } from '#libs/read-models/queries/period.js';
import type { PeriodFigure, PeriodGroup } from '#libs/read-models/queries/period-tickets.js';
import type { ActiveByCategoryFigure } from '#libs/read-models/types.js';
import { texts } from '../../render/texts.js';
import { changeText, durationText, numberText } from '../../render/times.js';
import type { Locale } from '../../request/locale.js';
import { listUrl, type ListState } from '../shared/list-state.js';
import { sentence, type Fact } from './sentence.js';

export interface ReportFigures {
  readonly days: Days;
  readonly now: PeriodFigure;
  /** One period earlier. */
  readonly before: PeriodFigure;
  /** Not yet closed when the period began and ended. */
  readonly start: ActiveByCategoryFigure;
  readonly end: ActiveByCategoryFigure;
}

/** A list as of a position of the log. */
export function pinnedUrl(state: Partial<ListState>, position: number): string {
  return `${listUrl(state)}&at=${position}`;
}

/** What the report says, sentence by sentence. */
export function presentSentences({ now, before, start, end }: ReportFigures, locale: Locale): object[] {
  const t = texts(locale);
  const facts = factsOf(now, locale);
  const change = (name: 'opened' | 'closedThen'): Fact => ({
    id: `${name}Change`,
    value: changeText(now.total[name] - before.total[name], locale),
    exact: now.total[name] - before.total[name],
  });
  const backlog = (id: string, { total, categories, moment }: ActiveByCategoryFigure): Fact => {
    const count = total + categories.reduce((sum, { open }) => sum + open, 0);
    return {
      id,
      value: numberText(count, locale),
      exact: count,
      url: pinnedUrl({ status: ['open', 'active'] }, moment.position),
    };
  };
  const all: Record<string, Fact> = {
    ...facts,
    openedChange: change('opened'),
    closedThenChange: change('closedThen'),
    start: backlog('start', start),
    end: backlog('end', end),
  };
  const names = [
    'flow',
    'backlog',
    'closed',
    ...(now.total.closed ? ['time'] : []),
    ...(now.total.answered ? ['answer'] : []),
  ];
  return names.map((name) => sentence((marks) => t(`report.say.${name}`, marks), all));
}

/** Each measure of a group of tickets with the list behind it. */
export function factsOf(
  figure: PeriodFigure,
  locale: Locale,
  group: PeriodGroup = figure.total,
  narrowed: Partial<ListState> = {},
  name = '',
) {
  const { from, to, moment } = figure;
  const opened = { ...narrowed, openedFrom: from, openedUntil: to };
  const closed = { ...opened, status: ['closed'] as const };
  const lists: Record<keyof PeriodGroup, Partial<ListState>> = {
    opened,
    closed,
    closedWithin1: { ...closed, closedWithin: 1 },
    closedWithin3: { ...closed, closedWithin: 3 },
    closedWithin7: { ...closed, closedWithin: 7 },
    medianMs: closed,
    p90Ms: closed,
    answered: { ...opened, answered: true },
    medianAnswerMs: { ...opened, answered: true },
    p90AnswerMs: { ...opened, answered: true },
    closedThen: { ...narrowed, closedFrom: from, closedUntil: to },
  };
  const shown = (measure: string, exact: number | null): string => {
    if (exact === null) return '–';
    return measure.endsWith('Ms') ? durationText(exact, locale) : numberText(exact, locale);
  };
  return Object.fromEntries(
    (Object.keys(lists) as (keyof PeriodGroup)[]).map((measure): [string, Fact] => {
      const exact = group[measure];
      const url = exact === null || exact === 0 ? undefined : pinnedUrl(lists[measure], moment.position);
      return [measure, { id: name + measure, exact, value: shown(measure, exact), ...(url && { url }) }];
    }),
  );
}
