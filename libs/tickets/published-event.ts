import { eventSubject, toCloudEvent, type CloudEvent } from './cloud-event.js';
import { fromStored, TICKET_STREAM, UnreadableEventError, type LogEvent } from './stored-events.js';

/** An event as it is handed to the message bus. */
export interface PublishedEvent {
  readonly position: number;
  readonly subject: string;
  readonly id: string;
  readonly logId: string;
  /** Chain hash, lowercase hex. */
  readonly hash: string;
  /** W3C place of its append; of what can be read. */
  readonly traceparent?: string;
  readonly tracestate?: string;
  /** CloudEvents JSON. */
  readonly body: string;
}

/**
 * The message of an event. Every position has one: what no version of this software can read, a stream that is no
 * ticket's or data that does not fit, is published as it is, without personal data.
 * @throws {UnreadableEventError} for an unknown type or a newer schema version of a ticket: newer software can read it
 */
export function toPublished(row: LogEvent, logId: string): PublishedEvent {
  const hash = row.hash.toString('hex');
  const { subject, event, ...trace } = readable(row, logId, hash) ?? asItStands(row, logId, hash);
  return { position: row.position, subject, id: row.eventId, logId, hash, ...trace, body: JSON.stringify(event) };
}

interface Outgoing {
  readonly subject: string;
  readonly event: object;
  readonly traceparent?: string;
  readonly tracestate?: string;
}

function readable(row: LogEvent, logId: string, hash: string): Outgoing | undefined {
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

function asItStands(row: LogEvent, logId: string, hash: string): Outgoing {
  const event: Omit<
    CloudEvent,
    'type' | 'data' | 'role' | 'commandid' | 'correlationid' | 'dataschema' | 'traceparent' | 'tracestate'
  > & {
    type: string;
    data: unknown;
  } = {
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
    hash,
    data: jsonOrText(row.data),
  };
  return { subject: eventSubject({ type: token(row.type), ticketId: token(row.stream) }), event };
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
