import { Injectable, type MessageEvent } from '@nestjs/common';
import { delay, filter, type Observable } from 'rxjs';
import { LogPosition } from '../../queries/log-position.js';
import { LiveFeed, type Update } from '../../live/live-feed.js';
import { ReadPosition } from '../../queries/read-position.js';
import { PageRenderer } from '../../render/page.renderer.js';
import type { Requester } from '../../request/requester.decorator.js';
import type { AnalyticsQuery } from './analytics-query.js';
import { AnalyticsPage, LONGEST_LAG } from './analytics.page.js';

/** Figures need not dance: at most one update in so many milliseconds. */
const PAUSE = 700;

/** Keeps open figures up to date. */
@Injectable()
export class AnalyticsLive {
  constructor(
    private readonly feed: LiveFeed,
    private readonly page: AnalyticsPage,
    private readonly renderer: PageRenderer,
    private readonly log: LogPosition,
    private readonly position: ReadPosition,
  ) {}

  follow(requester: Requester, query: AnalyticsQuery, from: number): Observable<MessageEvent> {
    const update = async (since: number): Promise<Update> => {
      const page = await this.page.show(requester, query);
      const position = page.options.asOf?.position ?? since;
      const { behind } = page.options.data as { behind?: object };
      if (position <= since && !behind) return { position, html: '' };
      return {
        position,
        html: this.renderer.partials(requester, page, [{ name: 'figure-cards' }, { name: 'figure' }]),
      };
    };
    // The log goes on and the figures do not: that is a change as well.
    const late = this.log.changes.pipe(
      delay(LONGEST_LAG + PAUSE),
      filter((position) => position > this.position.current),
    );
    return this.feed.follow(from, update, PAUSE, late);
  }
}
