import type { PeriodFigure, PeriodGroup } from '#libs/read-models/queries/period-tickets.js';
import { durationText, numberText } from '../../render/times.js';
import type { Locale } from '../../request/locale.js';
import { listUrl, type ListState } from './list-state.js';

/** A number: what is shown, what it is exactly, and the tickets behind it. */
export interface Fact {
  readonly id: string;
  readonly value: string;
  readonly exact: number | null;
  readonly url?: string;
}
export type Facts = Readonly<Record<string, Fact>>;
type Part = { readonly text: string } | { readonly fact: Fact };

/** A list as of a position of the log. */
export function pinnedUrl(state: Partial<ListState>, position: number): string {
  return `${listUrl(state)}&at=${position}`;
}

/** What a group of tickets has instead of the whole period. */
interface OfGroup {
  readonly group?: Partial<PeriodGroup>;
  /** Its own span of time. */
  readonly from?: Date;
  readonly to?: Date;
  readonly narrowed?: Partial<ListState>;
  readonly name?: string;
}

/** Each measure of the tickets of a period, or of a group of them, with the list behind it. */
export function factsOf(figure: PeriodFigure, locale: Locale, of: OfGroup = {}): Facts {
  const { group = figure.total, from = figure.from, to = figure.to, narrowed = {}, name = '' } = of;
  const opened = { ...narrowed, openedFrom: from, openedUntil: to };
  const closed = { ...opened, status: ['closed'] as const };
  const answered = { ...opened, answered: true };
  const lists: Record<keyof PeriodGroup, Partial<ListState>> = {
    opened,
    closed,
    closedWithin1: { ...closed, closedWithin: 1 },
    closedWithin3: { ...closed, closedWithin: 3 },
    closedWithin7: { ...closed, closedWithin: 7 },
    medianMs: closed,
    p90Ms: closed,
    answered,
    medianAnswerMs: answered,
    p90AnswerMs: answered,
    closedThen: { ...narrowed, closedFrom: from, closedUntil: to },
  };
  const shown = (measure: string, exact: number | null): string => {
    if (exact === null) return '–';
    return measure.endsWith('Ms') ? durationText(exact, locale) : numberText(exact, locale);
  };
  return Object.fromEntries(
    (Object.keys(lists) as (keyof PeriodGroup)[]).flatMap((measure): [string, Fact][] => {
      const exact = group[measure];
      if (exact === undefined) return [];
      const url = exact === null || exact === 0 ? undefined : pinnedUrl(lists[measure], figure.asOf.position);
      return [[measure, { id: name + measure, exact, value: shown(measure, exact), ...(url && { url }) }]];
    }),
  );
}

/** Stands for a fact while a sentence is put together. */
const MARK = '\u{1}';

/**
 * A sentence with facts in it, in parts for the template.
 * @param say makes the sentence of what stands for each fact
 */
export function sentence(say: (marks: Record<string, string>) => string, facts: Facts): Part[] {
  const marks = Object.fromEntries(Object.keys(facts).map((name) => [name, `${MARK}${name}${MARK}`]));
  return say(marks)
    .split(MARK)
    .map((text, index) => {
      const fact = index % 2 === 1 ? facts[text] : undefined;
      return fact ? { fact } : { text };
    });
}
