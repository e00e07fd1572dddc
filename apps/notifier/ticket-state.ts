import { z } from 'zod';
import { CATEGORIES, STATUSES, type RecordedEvent } from '#libs/tickets/events.js';

/** A ticket as the notifier knows it: by its events, without texts. */
export interface TicketState {
  readonly ticketId: string;
  readonly number: number | null;
  readonly status: string;
  readonly category: string | null;
  /** Position of the event with the newest description. */
  readonly described: number | null;
  /** Position of the event that says where it is. */
  readonly placed: number | null;
  readonly closedAt: Date | null;
}

const facts = z.object({
  number: z.int().optional(),
  position: z.int().optional(),
  to: z.string().optional(),
  place: z.string().nullish(),
  classification: z.object({ category: z.enum(CATEGORIES) }).optional(),
});
const isStatus = z.enum(STATUSES);
const isCategory = z.enum(CATEGORIES);

/** The ticket after one more event; events it does not know leave it as it is. */
export function fold(before: TicketState | undefined, event: RecordedEvent): TicketState {
  const ticket = before ?? unknown(event.ticketId);
  const parsed = facts.safeParse(event.data);
  if (!parsed.success) return ticket;
  const { number, to, place, classification, position } = parsed.data;
  const placed = place ? event.position : null;
  const category = classification?.category ?? ticket.category;
  switch (event.type) {
    case 'TicketOpened':
      return { ...ticket, number: number ?? null, status: 'open', category, described: event.position, placed };
    case 'DescriptionChanged':
      return { ...ticket, category, described: event.position };
    case 'PlaceChanged':
      return { ...ticket, placed };
    case 'CategoryChanged':
      return { ...ticket, category: isCategory.safeParse(to).data ?? category };
    case 'StatusChanged': {
      const status = isStatus.safeParse(to).data ?? ticket.status;
      return { ...ticket, status, closedAt: status === 'closed' ? event.recordedAt : null };
    }
    case 'TextHidden':
    case 'TextErased':
      return position === undefined || position === ticket.described ? { ...ticket, described: null } : ticket;
    default:
      return ticket;
  }
}

function unknown(ticketId: string): TicketState {
  return { ticketId, number: null, status: 'open', category: null, described: null, placed: null, closedAt: null };
}
