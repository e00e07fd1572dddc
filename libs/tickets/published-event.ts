import type { StoredEvent } from '#libs/event-log/stored-event.js';
import { eventSubject, toCloudEvent } from './cloud-event.js';
import { fromStored, TICKET_STREAM, UnreadableEventError } from './stored-events.js';

/**
 * The message of an event, as the bus takes it. Every position has one: what no version of this software can read, a stream that is no
 * ticket's or data that does not fit, is published as it is, without personal data.
 * @throws {UnreadableEventError} for an unknown type or a newer schema version of a ticket: newer software can read it
 */
export function toPublished(row: StoredEvent, logId: string) {
  const hash = row.hash.toString('hex');
  const { subject, event, ...trace } = readable(row, logId, hash) ?? {
    subject: eventSubject({ type: token(row.type), ticketId: token(row.stream) }),
    event: asItIs(row, logId),
  };
  return { position: row.position, subject, id: row.eventId, logId, hash, ...trace, body: JSON.stringify(event) };
}

interface Outgoing {
  readonly subject: string;
  readonly event: object;
  readonly traceparent?: string;
  readonly tracestate?: string;
}

function readable(row: StoredEvent, logId: string, hash: string): Outgoing | undefined {
  if (!row.stream.startsWith(TICKET_STREAM)) return undefined;
  try {
    const event = fromStored(row);
    const published = toCloudEvent(event, { logId, hash });
    const { traceparent, tracestate } = published;
    return {
      subject: eventSubject(event),
      event: published,
      ...(traceparent && { traceparent }),
      ...(tracestate && { tracestate }),
    };
  } catch (error) {
    if (error instanceof UnreadableEventError && error.reason === 'malformed') return undefined;
    throw error;
  }
}

/** The CloudEvent of a row that cannot be read: without personal data. */
export function asItIs(row: StoredEvent, logId: string): object {
  return {
    specversion: '1.0',
    id: row.eventId,
    source: `/helpdesk/${logId}`,
    type: `helpdesk.${row.type}`,
    subject: row.stream,
    time: row.recordedAt.toISOString(),
    datacontenttype: 'application/json',
    position: String(row.position),
    streamversion: String(row.version),
    schemaversion: String(row.schemaVersion),
    logid: logId,
    hash: row.hash.toString('hex'),
    data: jsonOrText(row.data),
  };
}

/** A subject of NATS is cut at dots and white space, and has wildcards. */
function token(text: string): string {
  return text.replace(/[^\w-]/g, '_') || '_';
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
