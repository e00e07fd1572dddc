import type pg from 'pg';
import { readStreams } from '#libs/event-log/read.js';
import type { Category, RecordedEvent } from '#libs/tickets/events.js';
import { evolve, type Ticket } from '#libs/tickets/ticket.js';
import { fromStored, TICKET_STREAM } from '#libs/tickets/stored-events.js';

/** How people came to stand behind a category. */
export type Standing = 'corrected' | 'confirmed' | 'closed';

/** A ticket whose text is still there, and what became of its category. */
export interface PastTicket {
  readonly number: number;
  readonly text: string;
  /** What the categorizer said when the text was last classified. */
  readonly said: Category;
  /** What people decided: corrected, confirmed, or closed without a change. Undefined while nobody has. */
  readonly decision?: { readonly category: Category; readonly how: Standing };
}

const PAGE = 200;

/**
 * The newest tickets of the log, oldest first, at most `most`; erased ones are left out.
 * @throws {UnreadableEventError} when the log holds events of a newer version
 */
export async function readPastTickets(owner: pg.Client, most: number): Promise<PastTicket[]> {
  const { rows } = await owner.query<{ stream: string }>(
    `select stream from log.events where version = 1 and starts_with(stream, $1) order by position desc limit $2`,
    [TICKET_STREAM, most],
  );
  const streams = rows.map((row) => row.stream).reverse();
  const past: PastTicket[] = [];
  for (let from = 0; from < streams.length; from += PAGE) {
    const page = streams.slice(from, from + PAGE);
    const rowsOfPage = await readStreams(owner, page, Array<number>(page.length).fill(0));
    past.push(...byTicket(rowsOfPage.map(fromStored)).flatMap(toPastTicket));
  }
  return past;
}

/** @param events ordered by ticket */
function byTicket(events: RecordedEvent[]): RecordedEvent[][] {
  const tickets: RecordedEvent[][] = [];
  for (const event of events) {
    if (event.type === 'TicketOpened') tickets.push([]);
    tickets.at(-1)?.push(event);
  }
  return tickets;
}

function toPastTicket(events: RecordedEvent[]): PastTicket[] {
  const ticket = events.reduce<Ticket | undefined>(evolve, undefined);
  const said = events.reduce<Category | undefined>((before, { data }) => {
    return ('classification' in data ? data.classification?.category : undefined) ?? before;
  }, undefined);
  if (!ticket || !said || ticket.description === null) return [];
  const { number, category, description: text } = ticket;
  if (ticket.categoryDecided) {
    return [{ number, text, said, decision: { category, how: category === said ? 'confirmed' : 'corrected' } }];
  }
  if (ticket.status === 'closed') return [{ number, text, said, decision: { category, how: 'closed' } }];
  return [{ number, text, said }];
}
