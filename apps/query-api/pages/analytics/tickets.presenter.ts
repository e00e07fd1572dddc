import type { GroupBy, PeriodFigure } from '#libs/read-models/queries/period-tickets.js';
import { texts } from '../../render/texts.js';
import type { Locale } from '../../request/locale.js';
import { factsOf, sentence } from '../shared/facts.js';
import { flowChart, groupRows, hourGrid, timeRows } from '../shared/period-charts.js';

/** Opened and closed in a period, and how fast: by time, category, place, or weekday and hour. */
export function presentTickets(figure: PeriodFigure, by: GroupBy, locale: Locale): object {
  const t = texts(locale);
  const facts = factsOf(figure, locale);
  const { closed, answered } = figure.total;
  const said = [...(closed ? ['closed', 'time'] : []), ...(answered ? ['answer'] : [])];
  const sentences = said.map((name) => sentence((marks) => t(`report.say.${name}`, marks), facts));
  if (by === 'hour') return { sentences, facts, hours: hourGrid(figure, locale) };
  const rows =
    by === 'category' || by === 'place' ? groupRows(figure, by, locale) : timeRows(figure, 'groups', by, locale);
  const isTime = by !== 'category' && by !== 'place';
  return {
    sentences,
    facts,
    head: t(isTime ? `analytics.step.${by}` : by === 'place' ? 'field.place' : 'fact.category'),
    rows: isTime ? rows.toReversed() : rows,
    chart: isTime && flowChart(rows, locale),
  };
}
