import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { placeOf } from '#libs/read-models/queries/queue.js';
import { GetNextInQueue, GetQueueProgress } from '../../queries/tickets.queries.js';
import { Page, SeeOther } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { HelpdeskRequester, type Requester } from '../../request/requester.decorator.js';
import { readQueue, writeQueue } from '../shared/trail.js';
import { ticketUrl } from '../shared/urls.js';

/** Tickets that wait for the helpdesk, one at a time. Each is shown on its own page, which leads back here for the next one. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('queue')
export class QueueController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async next(
    @HelpdeskRequester() requester: Requester,
    @Query('after') after?: unknown,
    @Query('told') told?: unknown,
  ): Promise<Page | SeeOther> {
    const before = readQueue(String(after));
    const { next, asOf } = await this.queries.execute(new GetNextInQueue(requester.name, before?.place));
    const since = before?.since ?? asOf.at;
    if (next) {
      const trail = new URLSearchParams({ queue: writeQueue({ since, place: placeOf(next) }) });
      if (typeof told === 'string') trail.set('told', told);
      return new SeeOther(ticketUrl(next.number, { trail: `?${trail}` }));
    }
    const progress = await this.queries.execute(new GetQueueProgress(requester.name, since));
    return new Page('queue', {
      title: texts(requester.locale)('queue.title'),
      nav: 'queue',
      asOf,
      data: { ...progress, total: progress.done + progress.left },
    });
  }
}
