import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { getTicket } from '#libs/read-models/queries/ticket.js';
import type { TicketView } from '#libs/read-models/types.js';
import { closingMessage } from '#libs/tickets/closing-message.js';
import { ReadDatabase } from './read-database.js';
import { browserMark } from './browser-mark.js';
import { GetTicket, type ClosedForUser } from './queries.js';
import { onlyHelpdesk } from './visibility.js';

@QueryHandler(GetTicket)
export class GetTicketHandler implements IQueryHandler<GetTicket> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute({ role, ref, at, browser }: GetTicket): Promise<TicketView | ClosedForUser | undefined> {
    if (at) onlyHelpdesk(role, 'a ticket as it was at a past moment');
    const { ticket } = await getTicket(this.reads.db, ref, at);
    if (role !== 'user' || ticket?.status !== 'closed') return ticket;
    const { ticketId, number, closedAt, moment } = ticket;
    const own = browser !== undefined && isOwn(ticket, browser) ? { own: endOf(ticket) } : {};
    return { closedForUser: true, ticketId, number, closedAt: closedAt as Date, moment, ...own };
  }
}

function isOwn({ ticketId, timeline }: TicketView, browser: string): boolean {
  const mark = browserMark(browser, ticketId);
  return timeline.some((event) => ['TicketOpened', 'MeTooAdded'].includes(event.type) && event.browser === mark);
}

function endOf({ version, description, timeline }: TicketView): NonNullable<ClosedForUser['own']> {
  const message = closingMessage(timeline);
  return { version, description, message: message && { text: message.data.text, at: message.recordedAt } };
}
