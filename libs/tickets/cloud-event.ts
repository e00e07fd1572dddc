import { traceparentOf, type EventType, type RecordedEvent } from './events.js';

/** The place of an event in a log: a reader sees by it that nothing was changed or left out. */
export interface LogPlace {
  readonly logId: string;
  /** Chain hash of the event, lowercase hex. */
  readonly hash: string;
}

/** An event as the outside sees it. */
export type CloudEvent = ReturnType<typeof toCloudEvent>;

/**
 * The public form of an event: the body in JetStream, in exports and in the feed. A CloudEvents 1.0 JSON event in structured mode,
 * with extension attributes in lowercase. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function toCloudEvent(event: RecordedEvent, place: LogPlace) {
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

/** The event of its public form; one that newer software wrote may have a type and data that this software does not know. */
export function fromCloudEvent(cloud: CloudEvent): RecordedEvent {
  return {
    type: cloud.type.slice('helpdesk.'.length) as EventType,
    data: cloud.data,
    eventId: cloud.id,
    ticketId: cloud.subject,
    version: Number(cloud.streamversion),
    position: Number(cloud.position),
    schemaVersion: Number(cloud.schemaversion),
    recordedAt: new Date(cloud.time),
    role: cloud.role,
    commandId: cloud.commandid,
    correlationId: cloud.correlationid,
    ...(cloud.tracestate && { tracestate: cloud.tracestate }),
    ...(cloud.name === undefined ? {} : { name: cloud.name }),
    ...(cloud.browser === undefined ? {} : { browser: cloud.browser }),
  } as RecordedEvent;
}

/** Subject an event is published under: `helpdesk.events.<EventType>.<ticketId>`. */
export function eventSubject(event: { readonly type: string; readonly ticketId: string }): string {
  return `helpdesk.events.${event.type}.${event.ticketId}`;
}
