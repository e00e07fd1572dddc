import type { BusMessage } from '#libs/event-bus/subscribe.js';
import type { Incoming } from '#libs/read-models/project/incoming.js';
import {
  eventSchemas,
  EVENT_TYPES,
  SCHEMA_VERSIONS,
  type EventType,
  type RecordedEvent,
  type Role,
} from '#libs/tickets/events.js';

const PREFIX = 'helpdesk.';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The attributes of a message as they come: texts, if it is one of ours. */
type Attributes = Readonly<Record<string, string | undefined>> & { readonly data?: unknown };

/**
 * An event as it comes over JetStream. Whatever is not beyond doubt an event of this log that today's schemas can read
 * is undefined: the log is asked for it.
 */
export function fromBus({ position, body }: BusMessage, logId: string): Incoming | undefined {
  const message = parse(body);
  const type = message?.['type']?.slice(PREFIX.length) as EventType;
  if (!message || !EVENT_TYPES.includes(type) || !UUID.test(message['subject'] ?? '')) return undefined;
  if (message['logid'] !== logId || message['position'] !== String(position)) return undefined;
  if (Number(message['schemaversion']) !== SCHEMA_VERSIONS[type]) return undefined;
  const data = eventSchemas[type].safeParse(message.data);
  if (!data.success) return undefined;
  const recordedAt = new Date(message['time'] as string);
  const event = { type, data: data.data, ...envelope(message, position, recordedAt) } as RecordedEvent;
  return { position, recordedAt, hash: Buffer.from(message['hash'] as string, 'hex'), kind: 'event', event };
}

function envelope(message: Attributes, position: number, recordedAt: Date): object {
  return {
    eventId: message['id'],
    ticketId: message['subject'],
    version: Number(message['streamversion']),
    position,
    schemaVersion: Number(message['schemaversion']),
    recordedAt,
    role: message['role'] as Role,
    commandId: message['commandid'],
    correlationId: message['correlationid'],
  };
}

function parse(body: string): Attributes | undefined {
  try {
    return JSON.parse(body) as Attributes;
  } catch {
    return undefined;
  }
}
