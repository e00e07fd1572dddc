import type { TicketView } from '#libs/read-models/types.js';
import { evolve, type Ticket } from '#libs/tickets/ticket.js';
import { classificationOf, fieldsOf } from '../shared/event-fields.js';

/** So many steps stand on one page. */
const PAGE = 50;

/**
 * The events of a ticket with what each changed, page by page, and the ticket as it was after one of them.
 * @param version of the event after which the ticket is shown
 * @param from version of the first step shown; without it the page that `version` is on, else the first
 */
export function presentHistory(view: TicketView, version?: number, from?: number): Record<string, unknown> {
  let ticket: Ticket | undefined;
  let messages = 0;
  let then: object | undefined;
  const steps: object[] = [];
  const first = from ?? pageOf(version ?? 1);
  for (const event of view.timeline) {
    const before = ticket;
    ticket = evolve(ticket, event);
    if (event.type === 'MessagePosted') messages++;
    if (event.version === version)
      then = { ...ticket, messages, meTooCount: ticket.meToo.size, at: event.recordedAt, position: event.position };
    // A step that is not shown costs nothing but its fold.
    if (event.version < first || event.version >= first + PAGE) continue;
    steps.push({
      id: `version-${event.version}`,
      version: event.version,
      position: event.position,
      type: event.type,
      at: event.recordedAt,
      role: event.role,
      name: event.name,
      fields: fieldsOf(event, before),
      classification: classificationOf(event),
      url: `/tickets/${view.number}/history?version=${event.version}`,
      current: event.version === version,
    });
  }
  const url = (start: number): string => `/tickets/${view.number}/history?from=${start}`;
  return {
    number: view.number,
    steps,
    state: then,
    earlierUrl: first > 1 && url(Math.max(1, first - PAGE)),
    laterUrl: first + PAGE <= view.version && url(first + PAGE),
  };
}

/** The version that the page with a step begins with. */
function pageOf(version: number): number {
  return version - ((version - 1) % PAGE);
}
