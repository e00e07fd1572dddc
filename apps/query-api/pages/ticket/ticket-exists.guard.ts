import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import { GetTicket } from '../../queries/tickets.queries.js';
import { noSuchTicket, TicketNumberPipe } from '../shared/ticket-number.js';

/** For streams: what a handler throws comes after their 200. */
@Injectable()
export class TicketExists implements CanActivate {
  private readonly pipe = new TicketNumberPipe();

  constructor(private readonly queries: QueryBus) {}

  /** @throws {Problem} 404 when the address names no ticket */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { number: string } }>>();
    const number = this.pipe.transform(params.number);
    if (!(await this.queries.execute(new GetTicket('helpdesk', number)))) throw noSuchTicket();
    return true;
  }
}
