import type { Command, Decision } from '#libs/tickets/decide.js';
import { decide } from '#libs/tickets/decide.js';
import type { Classification, Priority, RecordedEvent, Role, TicketEvent } from '#libs/tickets/events.js';
import { evolve, type Ticket } from '#libs/tickets/ticket.js';

/** For specs: what the categorizer said. */
export const TECHNICAL: Classification = {
  category: 'technical-it',
  confidence: 0.9,
  words: ['wifi'],
  categorizerVersion: '1',
};
export const FACILITY: Classification = { ...TECHNICAL, category: 'facility-management', words: ['heating'] };

/** For specs: an event as it happened, by whom and on which browser. */
export type Happened = TicketEvent & { readonly role?: Role; readonly browser?: string; readonly name?: string };

export const opened: Happened = {
  type: 'TicketOpened',
  data: { number: 17, description: 'No wifi in the library', classification: TECHNICAL },
  browser: 'opener',
};
export const activated: Happened = { type: 'StatusChanged', data: { from: 'open', to: 'active' }, role: 'helpdesk' };
export const closed: Happened = { type: 'StatusChanged', data: { from: 'active', to: 'closed' }, role: 'helpdesk' };
export const described = (description: string): Happened => ({ type: 'DescriptionChanged', data: { description } });
export const placed = (place: string | null): Happened => ({ type: 'PlaceChanged', data: { place } });
export const assigned = (name: string | null): Happened => ({ type: 'Assigned', data: { name }, role: 'helpdesk' });
export const prioritised = (priority: Priority): Happened => ({
  type: 'PrioritySet',
  data: { priority },
  role: 'helpdesk',
});
export const duplicateOf = (of: string): Happened => ({ type: 'DuplicateMarked', data: { of }, role: 'helpdesk' });
export const unmarked: Happened = { type: 'DuplicateUnmarked', data: {}, role: 'helpdesk' };
export const answered: Happened = {
  type: 'MessagePosted',
  data: { messageId: '01890000-0000-7000-8000-000000000001', text: 'We are on it' },
  role: 'helpdesk',
};
export const hiddenText = (position: number, reason: string | null): Happened => ({
  type: 'TextHidden',
  data: { position, reason },
  role: 'helpdesk',
});
export const shownText = (position: number): Happened => ({ type: 'TextShown', data: { position }, role: 'helpdesk' });
export const meToo = (browser: string): Happened => ({ type: 'MeTooAdded', data: {}, browser });
export const corrected: Happened = {
  type: 'CategoryChanged',
  data: { from: 'technical-it', to: 'facility-management' },
  role: 'helpdesk',
};
export const confirmed: Happened = {
  type: 'CategoryConfirmed',
  data: { category: 'technical-it' },
  role: 'helpdesk',
};

/** For specs: the ticket after these events, a minute apart from 12:01 on 5 November 2026; version n is event n. */
export function ticketAfter(...events: Happened[]): Ticket | undefined {
  return eventsOf(...events).reduce<Ticket | undefined>(evolve, undefined);
}

/** For specs: `given(events).when(command)` is the decision. */
export function given(...events: Happened[]): { when(command: Command): Decision } {
  return { when: (command) => decide(ticketAfter(...events), command) };
}

/** For specs: these events as they are read from the log. */
export function eventsOf(...events: Happened[]): RecordedEvent[] {
  return events.map(recorded);
}

function recorded(event: Happened, index: number): RecordedEvent {
  return {
    role: 'user',
    ...event,
    eventId: `01890000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    ticketId: '01890000-0000-7000-8000-00000000000a',
    version: index + 1,
    position: 100 + index,
    schemaVersion: 1,
    recordedAt: new Date(Date.UTC(2026, 10, 5, 12, index + 1)),
    commandId: `command-${index}`,
    correlationId: '0'.repeat(32),
  } as RecordedEvent;
}

export const happens = (...events: TicketEvent[]): Decision => ({ kind: 'events', events });
export const noOp: Decision = { kind: 'no-op' };
export const rejection = (code: string): object => ({ kind: 'rejected', code });
