import type { Days } from '#libs/read-models/queries/period.js';
import type { PeriodFigure } from '#libs/read-models/queries/period-tickets.js';
import type { ActiveByCategoryFigure } from '#libs/read-models/types.js';
import { texts } from '../../render/texts.js';
import { changeText, numberText } from '../../render/times.js';
import type { Locale } from '../../request/locale.js';
import { factsOf, pinnedUrl, sentence, type Fact } from '../shared/facts.js';
import { ALIVE } from '../shared/list-state.js';

export interface ReportFigures {
  readonly days: Days;
  readonly now: PeriodFigure;
  /** One period earlier. */
  readonly before: PeriodFigure;
  /** Not yet closed when the period began and ended. */
  readonly start: ActiveByCategoryFigure;
  readonly end: ActiveByCategoryFigure;
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
  const backlog = (id: string, { total, categories, asOf }: ActiveByCategoryFigure): Fact => {
    const count = total + categories.reduce((sum, { open }) => sum + open, 0);
    return {
      id,
      value: numberText(count, locale),
      exact: count,
      url: pinnedUrl({ status: ALIVE }, asOf.position),
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

const COMPARED = [
  'opened',
  'closedThen',
  'answered',
  'medianAnswerMs',
  'closed',
  'closedWithin1',
  'closedWithin3',
  'closedWithin7',
  'medianMs',
  'p90Ms',
] as const;

/** The measures of the period and of the one before, side by side. */
export function presentComparison({ now, before }: ReportFigures, locale: Locale): object[] {
  const [facts, earlier] = [factsOf(now, locale), factsOf(before, locale, { name: 'before-' })];
  return COMPARED.map((name) => ({ name, now: facts[name], before: earlier[name] }));
}
