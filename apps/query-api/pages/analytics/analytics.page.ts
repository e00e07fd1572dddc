import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  GetActiveByCategory,
  GetBacklog,
  GetBacklogAge,
  GetByPlace,
  GetOpenTickets,
  GetPeriodTickets,
  GetResolutionTime,
} from '../../queries/figures.queries.js';
import { GetSystemStatus } from '../../queries/log.queries.js';
import { ReadDatabase } from '../../queries/read-database.js';
import { RequestCoalescer } from '../../queries/request-coalescer.js';
import { Page, type PagePartial } from '../../render/page.js';
import { texts } from '../../render/texts.js';
import type { Locale } from '../../request/locale.js';
import type { Requester } from '../../request/requester.decorator.js';
import type { GroupBy, Grouping } from '#libs/read-models/queries/period-tickets.js';
import type { OpenTicketsFigure } from '#libs/read-models/types.js';
import { dayOf, daysName, spanName } from '../../render/times.js';
import { periodBefore, reportUrl, stepOfSpan } from '../shared/period-groups.js';
import {
  ANALYSES,
  analyticsUrl,
  monthPresets,
  OVER_A_PERIOD,
  periodOf,
  PRESETS,
  VIEWS,
  type AnalyticsQuery,
  type View,
} from './analytics-query.js';
import { presentAges, presentBacklog } from './backlog.presenter.js';
import { stepOf } from './buckets.js';
import { presentCategories, presentOpenTickets, presentPlaces, presentResolutionTime } from './figures.presenter.js';
import { presentTickets } from './tickets.presenter.js';

export const ANALYTICS_PARTIALS: readonly PagePartial[] = [
  { name: 'figure-cards' },
  // What was typed in its fields goes, also where their values are as before.
  { name: 'period', swap: 'outerHTML' },
  { name: 'figure' },
  { name: 'figure-live', swap: 'outerHTML' },
];

/** What has waited in the log for longer than so many milliseconds is missed in the figures. */
export const LONGEST_LAG = 3_000;

/** The figures, one of them drawn. */
@Injectable()
export class AnalyticsPage {
  constructor(
    private readonly queries: QueryBus,
    private readonly reads: ReadDatabase,
    private readonly coalescer: RequestCoalescer,
  ) {}

  /** The same page for all of a language, read once after a change. */
  async show({ locale }: Requester, query: AnalyticsQuery): Promise<Page> {
    const name = `${locale} ${analyticsUrl(query)} ${query.wrongLast ?? ''} ${JSON.stringify(query.wrongDays ?? '')}`;
    return this.coalescer.get(name, async () => this.read(locale, query));
  }

  private async read(locale: Locale, query: AnalyticsQuery): Promise<Page> {
    const { analysis, by, last, unit, at } = query;
    const period = periodOf(query);
    const step = stepOf(period);
    const { open, before, tickets, places, backlog, ages, end, resolution, categories, status } =
      await this.reads.inSnapshot(async () => {
        const open = await this.queries.execute(new GetOpenTickets(period, at));
        const categories = await this.queries.execute(new GetActiveByCategory(at));
        const isOver = open.to < open.asOf.at;
        return {
          open,
          before: await this.queries.execute(new GetOpenTickets(...periodBefore(period, open))),
          // A card says only what other figures say as well.
          tickets:
            analysis === 'tickets' &&
            (await this.queries.execute(new GetPeriodTickets(period, groupingOf(groupBy(by, open)), at))),
          backlog:
            analysis === 'backlog' && !by && (await this.queries.execute(new GetBacklog(open.from, open.to, step))),
          ages: by === 'age' && (await this.queries.execute(new GetBacklogAge(at))),
          places: await this.queries.execute(new GetByPlace(at)),
          resolution: await this.queries.execute(new GetResolutionTime(at)),
          categories,
          // A backlog ends with its period.
          end: isOver ? await this.queries.execute(new GetActiveByCategory(open.to)) : categories,
          status: await this.queries.execute(new GetSystemStatus()),
        };
      });
    const { thisMonth, lastMonth } = monthPresets(dayOf(open.asOf.at, open.asOf.timeZone));
    const presets = PRESETS.map((preset) => ({
      ...preset,
      current: !query.days && preset.last === last && preset.unit === unit,
      url: analyticsUrl({ ...query, ...preset, days: undefined }),
    }));
    const months = [thisMonth, lastMonth].map(({ name, days }) => ({
      name,
      current: days.from === query.days?.from && days.to === query.days.to,
      url: analyticsUrl({ ...query, days }),
    }));
    return new Page('analytics', {
      title: texts(locale)('analytics.title'),
      nav: 'analytics',
      shared: true,
      status: query.wrongLast === undefined && query.wrongDays === undefined ? 200 : 422,
      asOf: open.asOf,
      partials: ANALYTICS_PARTIALS,
      url: analyticsUrl(query),
      data: {
        query,
        analyses: ANALYSES.map((name) => ({
          name,
          current: name === analysis,
          url: analyticsUrl({ ...query, analysis: name, by: undefined }),
        })),
        views:
          VIEWS[analysis] &&
          ([undefined, ...VIEWS[analysis]] as const).map((view) => ({
            name: view ?? 'time',
            current: view === by,
            url: analyticsUrl({ ...query, by: view }),
          })),
        overPeriod: OVER_A_PERIOD.includes(analysis) && by !== 'age',
        presets,
        months,
        /** The name of a period that is none of those. */
        ownPeriod: [...presets, ...months].some(({ current }) => current)
          ? null
          : query.days
            ? daysName(query.days, locale)
            : texts(locale)(`analytics.preset.${unit}`, { count: last }),
        csvUrl: csvUrl(query, open),
        reportUrl: reportUrl(query.days ?? lastMonth.days),
        reportOf: daysName(query.days ?? lastMonth.days, locale),
        days: query.wrongDays ?? query.days,
        wrongPeriod: query.wrongLast !== undefined || query.wrongDays !== undefined,
        // The last days of a past moment are none of the reader.
        period: query.days
          ? daysName(query.days, locale)
          : at
            ? spanName(open.from, open.to, locale, open.asOf.timeZone)
            : texts(locale)(`analytics.period.${unit}`, { count: last }),
        units: (['hours', 'days'] as const).map((name) => ({ name, selected: name === unit })),
        open: presentOpenTickets(open, before, period, locale),
        resolution: presentResolutionTime(resolution, locale),
        byCategory: presentCategories(categories),
        byPlace: presentPlaces(places),
        tickets: tickets && presentTickets(tickets, groupBy(by, open), locale),
        levels: ages
          ? presentAges(ages, locale)
          : backlog && presentBacklog(backlog, end, { step, past: at !== undefined || end !== categories }, locale),
        past: at !== undefined,
        behind: !at && status.lag.ms > LONGEST_LAG && { ...status.lag, seconds: Math.round(status.lag.ms / 1000) },
        nowUrl: analyticsUrl({ ...query, at: undefined }),
        momentUrl: analyticsUrl({ ...query, at: open.asOf.at }),
        streamUrl: at ? null : `/analytics/stream?${analyticsUrl(query).split('?')[1]}&after=${open.asOf.position}`,
      },
    });
  }
}

/** What the tickets of a period are told apart by. */
function groupBy(by: View | undefined, open: OpenTicketsFigure): GroupBy {
  return by && by !== 'age' ? by : stepOfSpan(open);
}

/** By weekday and hour only counts are shown. */
function groupingOf(by: GroupBy): Grouping {
  return by === 'hour' ? { counts: [by] } : { groups: [by] };
}

/** The figure as a file, of the same moment. */
function csvUrl(query: AnalyticsQuery, open: OpenTicketsFigure): string {
  const { analysis, by, days, last, unit } = query;
  const at = open.asOf.at.toISOString();
  const period = days ?? { last: String(last), unit };
  let given: Record<string, string> = { at };
  if (analysis === 'open-tickets') given = { ...period, at };
  if (analysis === 'tickets') given = { ...period, by: groupBy(by, open), at };
  if (analysis === 'backlog' && !by)
    given = { from: open.from.toISOString(), until: open.to.toISOString(), step: stepOf(periodOf(query)) };
  return `/api/analytics/${by === 'age' ? 'backlog-age' : analysis}.csv?${new URLSearchParams(given).toString()}`;
}
