import { Controller, Get, Headers, Query, Sse, UseGuards, UseInterceptors, type MessageEvent } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { MOST_WAITING, OpenStreams } from '../../limits/open-streams.js';
import { seenPosition } from '../live/live-feed.js';
import { Zone } from '../render/zone.js';
import { Page } from '../render/page.js';
import { PageInterceptor } from '../render/page.interceptor.js';
import { chosenMoment, type ChosenMoment } from '../render/past-query.js';
import { CurrentVisitor, type Visitor } from '../visit/visitor.decorator.js';
import { ListLive } from './list.live.js';
import { ListPage } from './list.page.js';
import { listQuery, type ListState } from './list-state.js';

@ApiExcludeController()
@Controller('tickets')
export class ListController {
  constructor(
    private readonly page: ListPage,
    private readonly live: ListLive,
    private readonly zone: Zone,
  ) {}

  @Get()
  @UseInterceptors(PageInterceptor)
  async list(
    @CurrentVisitor() visitor: Visitor,
    @Query({ schema: listQuery }) state: ListState,
    @Query({ schema: chosenMoment }) { moment }: ChosenMoment,
  ): Promise<Page> {
    const chosen = moment && { at: await this.zone.momentOf(moment), cursor: undefined };
    return this.page.show(visitor, { ...state, ...chosen });
  }

  @Sse('stream', { maxPendingDataLength: MOST_WAITING })
  @UseGuards(OpenStreams)
  follow(
    @CurrentVisitor() visitor: Visitor,
    @Query({ schema: listQuery }) state: ListState,
    @Query('after') after: unknown,
    @Headers('last-event-id') lastEventId?: string,
  ): Observable<MessageEvent> {
    return this.live.follow(visitor, state, seenPosition(lastEventId, after));
  }
}
