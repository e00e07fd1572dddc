import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { daysBefore, type Days } from '#libs/read-models/queries/period.js';
import type { BacklogFigure } from '#libs/read-models/types.js';
import { GetActiveByCategory, GetBacklog, GetPeriodTickets } from '../../queries/figures.queries.js';
import { ReadDatabase } from '../../queries/read-database.js';
import { RequestCoalescer } from '../../queries/request-coalescer.js';
import { Page } from '../../render/page.js';
import { texts } from '../../render/texts.js';
import { daysName, monthName, shortDay } from '../../render/times.js';
import type { Locale } from '../../request/locale.js';
import type { Requester } from '../../request/requester.decorator.js';
import { presentLevels, type Level } from '../shared/levels.js';
import { ALIVE } from '../shared/list-state.js';
import { flowChart, groupRows, hourGrid, timeRows } from '../shared/period-charts.js';
import { endsOf, periodBefore, reportUrl, stepOfDays } from '../shared/period-groups.js';
import { presentComparison, presentSentences } from './report.presenter.js';

/** So many places, those with the most tickets, are in a report. */
const MOST_PLACES = 10;

/** What happened in a period, on one page to be printed. */
@Injectable()
export class ReportPage {
  constructor(
    private readonly queries: QueryBus,
    private readonly reads: ReadDatabase,
    private readonly coalescer: RequestCoalescer,
  ) {}

  /** The same page for all of a language, read once after a change. */
  async show({ locale }: Requester, days: Days, at?: Date): Promise<Page> {
    const name = `report ${locale} ${days.from} ${days.to} ${at?.toISOString() ?? ''}`;
    return this.coalescer.get(name, async () => this.present(locale, days, await this.read(days, at), at));
  }

  private async read(days: Days, at?: Date) {
    return this.reads.inSnapshot(async () => {
      const by = { groups: ['category', 'place'], counts: [stepOfDays(days), 'hour'] } as const;
      const now = await this.queries.execute(new GetPeriodTickets(days, by, at));
      const { from, to } = now;
      const [previous, then] = periodBefore(days, now);
      return {
        days,
        now,
        before: await this.queries.execute(new GetPeriodTickets(previous, {}, then)),
        start: await this.queries.execute(
          new GetActiveByCategory(new Date(Math.min(from.getTime() - 1, to.getTime()))),
        ),
        end: await this.queries.execute(new GetActiveByCategory(to)),
        backlog:
          from < to ? await this.queries.execute(new GetBacklog(from, new Date(to.getTime() + 1), 'day')) : undefined,
      };
    });
  }

  private present(locale: Locale, days: Days, figures: Awaited<ReturnType<ReportPage['read']>>, at?: Date): Page {
    const { now, backlog } = figures;
    const { asOf } = now;
    const url = reportUrl(days);
    const period = url.includes('?') ? daysName(days, locale) : monthName(days.from.slice(0, 7), locale, 'long');
    return new Page('report', {
      title: texts(locale)('report.title', { period }),
      nav: 'analytics',
      asOf,
      data: {
        period,
        sentences: presentSentences(figures, locale),
        comparison: presentComparison(figures, locale),
        before: daysName(daysBefore(days), locale),
        flow: flowChart(timeRows(now, 'counts', stepOfDays(days), locale), locale),
        backlog: backlog && presentEnds(backlog, locale),
        byCategory: groupRows(now, 'category', locale),
        byPlace: groupRows(now, 'place', locale, MOST_PLACES),
        hours: hourGrid(now, locale),
        running: now.to >= asOf.at,
        past: at !== undefined,
        previousUrl: reportUrl(daysBefore(days)),
        pinnedUrl: `${url}${url.includes('?') ? '&' : '?'}at=${asOf.position}`,
        eventsUrl: '/api/events',
      },
    });
  }
}

/** Not yet closed at the end of each day, week or month. */
function presentEnds({ points, asOf: { timeZone } }: BacklogFigure, locale: Locale): object | undefined {
  const ends = endsOf(points, points.at(-1)?.at ?? new Date(), timeZone).map(({ at, categories }): Level => {
    const until = new Date(at.getTime() - 1);
    const name = shortDay(until, locale, timeZone);
    return { name, short: name, counts: categories, list: { status: ALIVE, at: until } };
  });
  return ends.length > 1 ? presentLevels(ends, locale) : undefined;
}
