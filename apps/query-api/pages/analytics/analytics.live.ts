import { Injectable, type MessageEvent } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { LiveFeed, type Update } from '../live/live-feed.js';
import { PageRenderer } from '../render/page.renderer.js';
import type { Visitor } from '../visit/visitor.decorator.js';
import type { AnalyticsQuery } from './analytics-query.js';
import { AnalyticsPage } from './analytics.page.js';

/** Figures need not dance: at most one update in so many milliseconds. */
const PAUSE = 700;

/** Keeps open figures up to date. */
@Injectable()
export class AnalyticsLive {
  constructor(
    private readonly feed: LiveFeed,
    private readonly page: AnalyticsPage,
    private readonly renderer: PageRenderer,
  ) {}

  follow(visitor: Visitor, query: AnalyticsQuery, from: number): Observable<MessageEvent> {
    const update = async (since: number): Promise<Update> => {
      const page = await this.page.show(visitor, query);
      const position = page.options.moment?.position ?? since;
      if (position <= since) return { position, html: '' };
      return {
        position,
        html: await this.renderer.islands(visitor, page, [{ name: 'figure-cards' }, { name: 'figure' }]),
      };
    };
    return this.feed.follow(from, update, PAUSE);
  }
}
