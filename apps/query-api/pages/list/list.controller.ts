import { Controller, Get, Headers, Query, Sse, UseGuards, UseInterceptors, type MessageEvent } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { MAX_PENDING, OpenStreams } from '../../limits/open-streams.js';
import { seenPosition } from '../../live/live-feed.js';
import { Zone } from '../../queries/zone.js';
import { Page, SeeOther } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { CurrentRequester, type Requester } from '../../request/requester.decorator.js';
import { ticketUrl } from '../shared/urls.js';
import { rememberList } from '../../request/request-context.js';
import { ListLive } from './list.live.js';
import { ListPage } from './list.page.js';
import { chosenList, listChoice, type ListChoice } from './list-choice.js';
import { listQuery, listUrl, type ListState } from '../shared/list-state.js';

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
    @CurrentRequester() requester: Requester,
    @Query({ schema: listQuery }) state: ListState,
    @Query({ schema: listChoice }) choice: ListChoice,
    @Query('open') open?: unknown,
  ): Promise<Page | SeeOther> {
    // Enter in the search box sends the button along; typing does not.
    const number = open === '1' ? await this.page.numbered(requester, state) : undefined;
    if (number !== undefined) return new SeeOther(ticketUrl(number));
    const asked = await chosenList(state, choice, this.zone);
    rememberList(requester, listUrl(asked));
    return this.page.show(requester, asked);
  }

  @Sse('stream', { maxPendingDataLength: MAX_PENDING })
  @UseGuards(OpenStreams)
  follow(
    @CurrentRequester() requester: Requester,
    @Query({ schema: listQuery }) state: ListState,
    @Query('after') after: unknown,
    @Headers('last-event-id') lastEventId?: string,
  ): Observable<MessageEvent> {
    return this.live.follow(requester, state, seenPosition(lastEventId, after));
  }
}
