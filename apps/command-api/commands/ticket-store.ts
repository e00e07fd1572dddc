import QuickLRU from 'quick-lru';
import { findNumbers } from '#libs/event-log/lookup.js';
import { readStreams } from '#libs/event-log/read.js';
import type { Queryable } from '#libs/platform/database.js';
import type { RecordedEvent } from '#libs/tickets/events.js';
import { evolve, type Ticket } from '#libs/tickets/ticket.js';
import { fromStored, TICKET_STREAM } from '#libs/tickets/stored-events.js';

const MAX_TICKETS = 25_000;
const MAX_NUMBERS = 100_000;

/**
 * A cache of tickets as the rules see them, folded from the log. It may be behind the log; that is harmless for what is
 * appended (its version is checked), and must be refreshed before anything is rejected.
 */
export class TicketStore {
  private readonly tickets = new QuickLRU<string, Ticket>({ maxSize: MAX_TICKETS });
  private readonly ids = new QuickLRU<string, string>({ maxSize: MAX_NUMBERS });
  private readonly behind = new Set<string>();
  private readonly errors = new Map<string, Error>();

  constructor(private readonly db: Queryable) {}

  /** The ticket as last seen. */
  get(ticketId: string | undefined): Ticket | undefined {
    return ticketId === undefined ? undefined : this.tickets.get(ticketId);
  }

  /** Why it cannot be read, if so. */
  errorOf(ticketId: string | undefined): Error | undefined {
    return ticketId === undefined ? undefined : this.errors.get(ticketId);
  }

  /** True when it is not cached, or was seen to be behind the log. */
  isBehind(ticketId: string): boolean {
    return this.behind.has(ticketId) || this.errors.has(ticketId) || !this.tickets.get(ticketId);
  }

  /** The log holds this version, not the cached one. */
  markBehind(ticketId: string | undefined, version: number): void {
    if (ticketId === undefined) return;
    // Ahead of the log: an older copy of it was restored.
    if ((this.tickets.get(ticketId)?.version ?? 0) > version) this.tickets.delete(ticketId);
    this.behind.add(ticketId);
  }

  /** Reads what happened after the cached versions. */
  async refresh(ticketIds: readonly string[]): Promise<void> {
    if (ticketIds.length === 0) return;
    const known = new Map(ticketIds.map((id) => [id, this.tickets.get(id)]));
    const ids = [...known.keys()];
    const streams = ids.map((id) => TICKET_STREAM + id);
    const versions = ids.map((id) => known.get(id)?.version ?? 0);
    const rows = await readStreams(this.db, streams, versions);
    for (const id of ids) {
      this.errors.delete(id);
      this.behind.delete(id);
    }
    for (const row of rows) {
      const id = row.stream.slice(TICKET_STREAM.length);
      if (this.errors.has(id)) continue;
      try {
        known.set(id, evolve(known.get(id), fromStored(row)));
      } catch (error) {
        this.errors.set(id, error as Error);
      }
    }
    for (const [id, ticket] of known) if (ticket && !this.errors.has(id)) this.keep(ticket);
  }

  /** Applies events that were appended to the cached ticket. */
  appended(events: readonly RecordedEvent[]): void {
    const [first] = events;
    const ticket = first && events.reduce<Ticket | undefined>(evolve, this.tickets.get(first.ticketId));
    if (ticket) this.keep(ticket);
  }

  /** Looks up tickets by number; cached ones cost nothing. Unknown numbers stay out of the map. */
  async resolve(numbers: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const open: number[] = [];
    for (const number of new Set(numbers)) {
      const id = this.ids.get(number);
      if (id) found.set(number, id);
      else open.push(Number(number));
    }
    if (open.length === 0) return found;
    for (const [number, stream] of await findNumbers(this.db, open)) {
      const id = stream.slice(TICKET_STREAM.length);
      this.ids.set(String(number), id);
      found.set(String(number), id);
    }
    return found;
  }

  private keep(ticket: Ticket): void {
    this.tickets.set(ticket.ticketId, ticket);
    this.ids.set(String(ticket.number), ticket.ticketId);
  }
}
