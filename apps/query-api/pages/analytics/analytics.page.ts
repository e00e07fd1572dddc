import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  GetActiveByCategory,
  GetBacklog,
  GetByPlace,
  GetOpenTickets,
  GetResolutionTime,
} from '../../queries/figures.queries.js';
import { GetSystemStatus } from '../../queries/log.queries.js';
import { ReadDatabase } from '../../queries/read-database.js';
import { RequestCoalescer } from '../../queries/request-coalescer.js';
import { Page, type PagePartial } from '../../render/page.js';
import { texts } from '../../render/texts.js';
import type { Locale } from '../../request/locale.js';
import type { Requester } from '../../request/requester.decorator.js';
import { ANALYSES, analyticsUrl, OVER_A_PERIOD, PRESETS, type AnalyticsQuery } from './analytics-query.js';
import { presentBacklog, stepOf } from './backlog.presenter.js';
import { presentCategories, presentOpenTickets, presentPlaces, presentResolutionTime } from './figures.presenter.js';

export const ANALYTICS_PARTIALS: readonly PagePartial[] = [
  { name: 'figure-cards' },
  { name: 'presets' },
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
    const name = `${locale} ${analyticsUrl(query)} ${query.wrongLast ?? ''}`;
    return this.coalescer.get(name, async () => this.read(locale, query));
  }

  private async read(locale: Locale, query: AnalyticsQuery): Promise<Page> {
    const { last, unit, at } = query;
    const step = stepOf(query);
    const { open, places, backlog, resolution, categories, status } = await this.reads.inSnapshot(async () => {
      const open = await this.queries.execute(new GetOpenTickets(last, unit, at));
      return {
        open,
        // Of the backlog, a card says only what the categories say as well.
        backlog: query.analysis === 'backlog' && (await this.queries.execute(new GetBacklog(open.from, open.to, step))),
        places: await this.queries.execute(new GetByPlace(at)),
        resolution: await this.queries.execute(new GetResolutionTime(at)),
        categories: await this.queries.execute(new GetActiveByCategory(at)),
        status: await this.queries.execute(new GetSystemStatus()),
      };
    });
    return new Page('analytics', {
      title: texts(locale)('analytics.title'),
      nav: 'analytics',
      status: query.wrongLast === undefined ? 200 : 422,
      moment: open.moment,
      partials: ANALYTICS_PARTIALS,
      url: analyticsUrl(query),
      data: {
        query,
        analyses: ANALYSES.map((name) => ({
          name,
          current: name === query.analysis,
          url: analyticsUrl({ ...query, analysis: name }),
        })),
        overPeriod: OVER_A_PERIOD.includes(query.analysis),
        presets: PRESETS.map((preset) => ({
          ...preset,
          current: preset.last === last && preset.unit === unit,
          url: analyticsUrl({ ...query, ...preset }),
        })),
        units: (['hours', 'days'] as const).map((name) => ({ name, selected: name === unit })),
        open: presentOpenTickets(open, locale, unit === 'days'),
        resolution: presentResolutionTime(resolution, locale),
        byCategory: presentCategories(categories),
        byPlace: presentPlaces(places),
        backlog: backlog && presentBacklog(backlog, categories, { step, past: at !== undefined }, locale),
        past: at !== undefined,
        behind: !at && status.lag.ms > LONGEST_LAG && { ...status.lag, seconds: Math.round(status.lag.ms / 1000) },
        nowUrl: analyticsUrl({ ...query, at: undefined }),
        momentUrl: analyticsUrl({ ...query, at: open.moment.at }),
        streamUrl: at ? null : `/analytics/stream?${analyticsUrl(query).split('?')[1]}&after=${open.moment.position}`,
      },
    });
  }
}
