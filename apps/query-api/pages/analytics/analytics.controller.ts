import { Controller, Get, Headers, Query, Sse, UseGuards, UseInterceptors, type MessageEvent } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { MAX_PENDING, OpenStreams } from '../../limits/open-streams.js';
import { seenPosition } from '../../live/live-feed.js';
import { Zone } from '../../queries/zone.js';
import { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { chosenMoment, type ChosenMoment } from '../../request/query-fields.js';
import { HelpdeskRequester, type Requester } from '../../request/requester.decorator.js';
import { analyticsQuery, type AnalyticsQuery } from './analytics-query.js';
import { AnalyticsLive } from './analytics.live.js';
import { AnalyticsPage } from './analytics.page.js';

@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('analytics')
export class AnalyticsController {
  constructor(
    private readonly page: AnalyticsPage,
    private readonly live: AnalyticsLive,
    private readonly zone: Zone,
  ) {}

  @Get()
  async show(
    @HelpdeskRequester() requester: Requester,
    @Query({ schema: analyticsQuery }) query: AnalyticsQuery,
    @Query({ schema: chosenMoment }) { moment }: ChosenMoment,
  ): Promise<Page> {
    return this.page.show(requester, moment ? { ...query, at: await this.zone.momentOf(moment) } : query);
  }

  @Sse('stream', { maxPendingDataLength: MAX_PENDING })
  @UseGuards(OpenStreams)
  follow(
    @HelpdeskRequester() requester: Requester,
    @Query({ schema: analyticsQuery }) query: AnalyticsQuery,
    @Query('after') after: unknown,
    @Headers('last-event-id') lastEventId?: string,
  ): Observable<MessageEvent> {
    return this.live.follow(requester, query, seenPosition(lastEventId, after));
  }
}
