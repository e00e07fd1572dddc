import type { RecordedEvent } from '#libs/tickets/events.js';
import { evolve, type Ticket } from '#libs/tickets/events.js';
import { browserMark } from '../visit/own.js';
import type { Visitor } from '../visit/visitor.decorator.js';
import { wordChanges, type Change } from './word-changes.js';

/** One line or message of a ticket's timeline. */
export interface Entry {
  readonly id: string;
  readonly position: number;
  readonly kind: RecordedEvent['type'];
  readonly icon: string;
  readonly at: Date;
  readonly role: string;
  readonly name: string | undefined;
  /** Sent from this browser. */
  readonly own: boolean;
  readonly text?: string | null;
  readonly erased?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly reason?: string;
  readonly changes?: readonly Change[];
  /** The description before this edit, if it can be taken back. */
  readonly before?: string;
}

/** The events of a ticket as people read them, the oldest first. */
export function presentTimeline(events: readonly RecordedEvent[], visit: Visitor, mayEdit: boolean): Entry[] {
  const lastEdit = events.findLast((event) => event.type === 'DescriptionChanged')?.position;
  let ticket: Ticket | undefined;
  return events.map((event) => {
    const before = ticket?.description ?? null;
    ticket = evolve(ticket, event);
    return { ...envelope(event, visit), ...details(event, before, mayEdit && event.position === lastEdit) };
  });
}

function envelope(event: RecordedEvent, visit: Visitor): Omit<Entry, 'icon'> {
  return {
    id: `event-${event.position}`,
    position: event.position,
    kind: event.type,
    at: event.recordedAt,
    role: event.role,
    name: event.name,
    own: event.browser !== undefined && event.browser === browserMark(visit.browser, event.ticketId),
  };
}

function details(event: RecordedEvent, before: string | null, undoable: boolean): Pick<Entry, 'icon'> & Partial<Entry> {
  switch (event.type) {
    case 'TicketOpened':
      return { icon: 'open' };
    case 'MessagePosted':
      return { icon: 'message', text: event.data.text, erased: event.data.text === null };
    case 'DescriptionChanged': {
      const after = event.data.description;
      if (before === null || after === null) return { icon: 'edit', erased: true };
      return { icon: 'edit', changes: wordChanges(before, after), ...(undoable && { before }) };
    }
    case 'StatusChanged':
      return { icon: event.data.to, from: event.data.from, to: event.data.to };
    case 'CategoryChanged':
      return { icon: 'tag', from: event.data.from, to: event.data.to };
    case 'CategoryConfirmed':
      return { icon: 'check', to: event.data.category };
    case 'MeTooAdded':
      return { icon: 'metoo' };
    case 'TextErased':
      return { icon: 'erased', reason: event.data.reason };
    default:
      return event satisfies never;
  }
}
