import type { Queryable } from '#libs/platform/database.js';
import { readBackwards, readBounds } from '#libs/event-log/read-side.js';
import type { StoredEvent } from '#libs/event-log/stored-event.js';
import { fromStored, TICKET_STREAM, ticketOf, UnreadableEventError } from '#libs/tickets/stored-events.js';
import type { AuditEntry, EventFilter, EventPage } from '../types.js';
import { query } from './sql.js';
import { ticketNumbers } from './touched.js';

export const DEFAULT_EVENTS = 50;
export const MOST_EVENTS = 200;
/** The most events that one page looks through; then it reports where the next one goes on. */
const LOOKED_THROUGH = 200_000;

/** Events of the whole log, the newest first, page by page back through positions: what is appended meanwhile moves none. */
export async function listEvents(db: Queryable, filter: EventFilter): Promise<EventPage> {
  const { lowest, highest, ...log } = await readBounds(db, filter);
  const ticketId = filter.ticket === undefined ? undefined : await findTicket(db, filter.ticket);
  if (filter.ticket !== undefined && !ticketId) return { entries: [], nextBefore: null, log };
  const limit = Math.min(filter.limit ?? DEFAULT_EVENTS, MOST_EVENTS);
  const before = Math.min(filter.before ?? Infinity, highest + 1);
  // A stream has an index, the rest is looked through backwards, a bounded stretch at a time.
  const from = ticketId ? lowest : Math.max(lowest, before - LOOKED_THROUGH);
  const { type: types, role: roles, q: text } = filter;
  const stream = ticketId && TICKET_STREAM + ticketId;
  const rows = await readBackwards(db, from, before, { stream, types, roles, text }, limit + 1);
  const shown = rows.slice(0, limit);
  const numbers = await ticketNumbers(
    db,
    [...new Set(shown.map((row) => ticketOf(row.stream)))].filter((id) => id !== undefined),
  );
  const entries = shown.flatMap((row) => toEntry(row, numbers));
  const more = rows.length > limit ? (shown.at(-1)?.position ?? from) : from > lowest ? from : null;
  return { entries, nextBefore: more, log };
}

/** The UUID of a ticket that is named by UUID or number. */
async function findTicket(db: Queryable, ref: string): Promise<string | undefined> {
  const byNumber = /^\d+$/.test(ref);
  const text = `select ticket_id as id from tickets where ${byNumber ? 'number' : 'ticket_id'} = $1`;
  return (await query<{ id: string }>(db, text, [byNumber ? Number(ref) : ref]))[0]?.id;
}

/** Streams that are no tickets, and events that this software cannot read, are not shown. */
function toEntry(row: StoredEvent, numbers: ReadonlyMap<string, number>): AuditEntry[] {
  if (!row.stream.startsWith(TICKET_STREAM)) return [];
  try {
    return [{ event: fromStored(row), number: numbers.get(ticketOf(row.stream) ?? '') ?? null }];
  } catch (error) {
    if (error instanceof UnreadableEventError) return [];
    throw error;
  }
}
