import { traceparentOf, type EventType, type RecordedEvent, type Role } from './events.js';

/** The place of an event in a log: a reader sees by it that nothing was changed or left out. */
export interface LogPlace {
  readonly logId: string;
  /** Chain hash of the event, lowercase hex. */
  readonly hash: string;
}

/**
 * An event as the outside sees it: a CloudEvents 1.0 JSON event in structured mode, with extension attributes
 * in lowercase. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: `helpdesk.${EventType}`;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly position: string;
  readonly streamversion: string;
  readonly schemaversion: string;
  readonly logid: string;
  readonly hash: string;
  readonly role: Role;
  readonly commandid: string;
  readonly correlationid: string;
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly name?: string;
  readonly browser?: string;
  readonly data: RecordedEvent['data'];
}

/** The public form of an event: the body in JetStream, in exports and in the feed. */
export function toCloudEvent(event: RecordedEvent, place: LogPlace): CloudEvent {
  const traceparent = traceparentOf(event);
  return {
    specversion: '1.0',
    id: event.eventId,
    source: `/helpdesk/${place.logId}`,
    type: `helpdesk.${event.type}`,
    subject: event.ticketId,
    time: event.recordedAt.toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:helpdesk:event:${event.type}:v${event.schemaVersion}`,
    position: String(event.position),
    streamversion: String(event.version),
    schemaversion: String(event.schemaVersion),
    logid: place.logId,
    hash: place.hash,
    role: event.role,
    commandid: event.commandId,
    correlationid: event.correlationId,
    ...(traceparent && { traceparent }),
    ...(event.tracestate && { tracestate: event.tracestate }),
    ...(event.name === undefined ? {} : { name: event.name }),
    ...(event.browser === undefined ? {} : { browser: event.browser }),
    data: event.data,
  };
}

/** Subject an event is published under: `helpdesk.events.<EventType>.<ticketId>`. */
export function eventSubject(event: { readonly type: string; readonly ticketId: string }): string {
  return `helpdesk.events.${event.type}.${event.ticketId}`;
}
