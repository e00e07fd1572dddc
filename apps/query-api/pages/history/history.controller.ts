import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { GetTicket } from '../../queries/tickets.queries.js';
import { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { HelpdeskRequester, type Requester } from '../../request/requester.decorator.js';
import { presentHistory } from './history.presenter.js';
import { noSuchTicket } from '../shared/ticket-number.js';
import { TicketNumberPipe } from '../shared/ticket-number.js';

const historyQuery = z.object({
  version: z.coerce.number().int().positive().optional(),
  from: z.coerce.number().int().positive().optional(),
});

/** Everything that happened to a ticket, for audits. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('tickets/:number/history')
export class HistoryController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async show(
    @HelpdeskRequester() requester: Requester,
    @Param('number', TicketNumberPipe) number: number,
    @Query({ schema: historyQuery }) { version, from }: z.infer<typeof historyQuery>,
  ): Promise<Page> {
    const view = await this.queries.execute(new GetTicket(requester.role, number));
    if (!view || 'closedForUser' in view) {
      throw noSuchTicket();
    }
    const title = texts(requester.locale)('history.title', { number });
    return new Page('history', {
      title,
      nav: 'tickets',
      asOf: view.asOf,
      data: presentHistory(view, version, from),
    });
  }
}
