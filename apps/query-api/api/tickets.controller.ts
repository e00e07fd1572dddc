import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Problem } from '#libs/platform/problem.js';
import { GetTicket, ListTickets } from '../queries/tickets.queries.js';
import { pageJson, pageSchema, ticketJson, ticketSchema } from './responses.js';
import { ApiRead } from './api-read.decorator.js';
import { requesterOf } from './requester.js';
import { ticketIdParameter, ticketListParameters, ticketParameters, toFilter } from './parameters.js';

@Controller('api/tickets')
@ApiTags('Tickets')
export class TicketsApiController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiRead({
    id: 'listTickets',
    summary: 'Tickets by filter, page by page',
    query: ticketListParameters,
    answer: pageSchema,
  })
  async list(
    @Query({ schema: ticketListParameters }) given: z.output<typeof ticketListParameters>,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof pageSchema>> {
    return pageJson(await this.queries.execute(new ListTickets(requesterOf(request), toFilter(given))));
  }

  @Get(':id')
  @ApiRead({
    id: 'getTicket',
    summary: 'A ticket with everything that happened to it',
    query: ticketParameters,
    answer: ticketSchema,
    byId: true,
  })
  async get(
    @Param({ schema: ticketIdParameter }) { id }: z.output<typeof ticketIdParameter>,
    @Query({ schema: ticketParameters }) { at }: z.output<typeof ticketParameters>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.input<typeof ticketSchema>> {
    const ticket = await this.queries.execute(new GetTicket(requesterOf(request), id, { at }));
    if (!ticket || 'closedForUser' in ticket) {
      throw new Problem({
        status: 404,
        code: 'ticket.not-found',
        detail: 'There is no such ticket, or not for this role.',
      });
    }
    void reply.header('Helpdesk-As-Of', String(ticket.moment.position));
    return ticketJson(ticket);
  }
}
