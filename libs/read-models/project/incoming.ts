import type { RecordedEvent } from '#libs/tickets/events.js';
import type { StoredEvent } from '#libs/event-log/stored-event.js';
import { fromStored, TICKET_STREAM, UnreadableEventError } from '#libs/tickets/stored-events.js';

interface Place {
  readonly position: number;
  readonly recordedAt: Date;
  readonly hash: Buffer;
}

/** The event at a position of the log, ready to be applied. */
export type Incoming = Place &
  (
    | { readonly kind: 'event'; readonly event: RecordedEvent }
    /** Of a stream that is no ticket: only counted. */
    | { readonly kind: 'other' }
    /** A known type whose data cannot be read: to be parked. */
    | {
        readonly kind: 'malformed';
        readonly event: Pick<RecordedEvent, 'ticketId' | 'version' | 'position'>;
        readonly type: string;
        readonly reason: string;
      }
  );

/**
 * An event of the log as the projector takes it.
 * @throws {UnreadableEventError} for an unknown type or a newer schema version: nothing behind it may be applied
 */
export function fromLog(row: StoredEvent): Incoming {
  const { position, recordedAt, hash } = row;
  if (!row.stream.startsWith(TICKET_STREAM)) return { position, recordedAt, hash, kind: 'other' };
  try {
    return { position, recordedAt, hash, kind: 'event', event: fromStored(row) };
  } catch (error) {
    if (!(error instanceof UnreadableEventError) || error.reason !== 'malformed') throw error;
    const event = { ticketId: row.stream.slice(TICKET_STREAM.length), version: row.version, position };
    return { position, recordedAt, hash, kind: 'malformed', event, type: row.type, reason: error.message };
  }
}

/** What can be applied of some rows: all before the first that this software cannot read. */
export function readable(rows: readonly StoredEvent[]): {
  readonly incoming: Incoming[];
  readonly stop?: UnreadableEventError;
} {
  const incoming: Incoming[] = [];
  for (const row of rows) {
    try {
      incoming.push(fromLog(row));
    } catch (error) {
      if (error instanceof UnreadableEventError) return { incoming, stop: error };
      throw error;
    }
  }
  return { incoming };
}
