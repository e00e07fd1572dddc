import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { getTicket } from '#libs/read-models/queries/ticket.js';
import type { TicketView } from '#libs/read-models/types.js';
import { ReadDatabase } from '../reads/read-database.js';
import { GetTicket, type ClosedForUser } from './queries.js';
import { onlyHelpdesk } from './visibility.js';

@QueryHandler(GetTicket)
export class GetTicketHandler implements IQueryHandler<GetTicket> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute({ role, ref, at }: GetTicket): Promise<TicketView | ClosedForUser | undefined> {
    if (at) onlyHelpdesk(role, 'a ticket as it was at a past moment');
    const { ticket } = await getTicket(this.reads.db, ref, at);
    if (role !== 'user' || ticket?.status !== 'closed') return ticket;
    const { ticketId, number, closedAt, moment } = ticket;
    return { closedForUser: true, ticketId, number, closedAt: closedAt as Date, moment };
  }
}
