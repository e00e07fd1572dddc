import type { RawEvent } from './history.js';

/** A ticket as its events say: written apart from the rules and the projector, to check both. */
export interface ExpectedTicket {
  ticketId: string;
  number: number;
  status: string;
  category: string;
  description: string | null;
  openedAt: number;
  modifiedAt: number;
  activatedAt: number | null;
  closedAt: number | null;
  version: number;
  messages: number;
  meToo: number;
}

export function foldTickets(events: readonly RawEvent[]): Map<string, ExpectedTicket> {
  const tickets = new Map<string, ExpectedTicket>();
  for (const event of events) {
    const ticketId = event.stream.replace('ticket-', '');
    if (event.type === 'TicketOpened') {
      const { number, classification } = event.data as { number: number; classification: { category: string } };
      tickets.set(ticketId, {
        ticketId,
        number,
        status: 'open',
        category: classification.category,
        description: (event.secrets['description'] as string | undefined) ?? null,
        openedAt: event.time,
        modifiedAt: event.time,
        activatedAt: null,
        closedAt: null,
        version: 1,
        messages: 0,
        meToo: 0,
      });
      continue;
    }
    const ticket = tickets.get(ticketId);
    if (!ticket) continue;
    ticket.version = event.version;
    if (event.type !== 'MeTooAdded' && event.type !== 'TextErased') ticket.modifiedAt = event.time;
    if (event.type === 'StatusChanged') {
      ticket.status = event.data['to'] as string;
      if (ticket.status === 'active') ticket.activatedAt = event.time;
      if (ticket.status === 'closed') ticket.closedAt = event.time;
    }
    if (event.type === 'CategoryChanged') ticket.category = event.data['to'] as string;
    if (event.type === 'MessagePosted') ticket.messages++;
    if (event.type === 'MeTooAdded') ticket.meToo++;
    if (event.type === 'TextErased') ticket.description = null;
    if (event.type === 'DescriptionChanged') {
      ticket.description = (event.secrets['description'] as string | undefined) ?? null;
      const said = event.data['classification'] as { category: string } | undefined;
      if (said) ticket.category = said.category;
    }
  }
  return tickets;
}
