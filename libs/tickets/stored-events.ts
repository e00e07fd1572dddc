import type { StoredEvent } from '#libs/event-log/stored-event.js';
import {
  EVENT_TYPES,
  eventDefinition,
  SCHEMA_VERSIONS,
  schemaVersionOf,
  type Classification,
  type Envelope,
  type EventType,
  type RecordedEvent,
  type Role,
  type TicketEvent,
} from './events.js';

/** Streams of the log that are tickets: `ticket-<uuid v7>`. */
export const TICKET_STREAM = 'ticket-';
const TICKET = /^ticket-([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

/** The UUID of the ticket that a stream is; undefined for what is none. */
export function ticketOf(stream: string): string | undefined {
  return TICKET.exec(stream)?.[1];
}

/** What a command brings to each of its events. */
export interface EventMetadata {
  readonly role: Role;
  readonly commandId: string;
  readonly correlationId: string;
  readonly tracestate?: string;
  readonly name?: string;
  readonly browser?: string;
}

/** A stored event that this version of the software cannot read. */
export class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
  constructor(
    readonly position: number,
    readonly reason: 'unknown-type' | 'newer-schema' | 'malformed',
    detail: string,
  ) {
    super(`event ${position} cannot be read: ${detail}`);
  }
}

type Json = Record<string, unknown>;
type ReadonlyJson = Readonly<Json>;
const NONE: ReadonlyJson = {};

/**
 * Splits an event into facts and personal data (texts, deciding words, the writer's name, and what other systems hand on with a trace).
 * @param schemaVersion other than that of today for what was stored before
 */
export function toStored(
  event: TicketEvent,
  metadata: EventMetadata,
  schemaVersion = schemaVersionOf(event),
): Pick<StoredEvent, 'type' | 'schemaVersion' | 'data' | 'private' | 'metadata'> {
  const { facts, personal } = split(event, schemaVersion);
  const { name, tracestate, ...envelope } = metadata;
  if (name) personal['name'] = name;
  if (tracestate) personal['tracestate'] = tracestate;
  return {
    type: event.type,
    schemaVersion,
    data: JSON.stringify(facts),
    private: Object.keys(personal).length > 0 ? JSON.stringify(personal) : null,
    metadata: JSON.stringify(envelope),
  };
}

/** Members that are undefined are left out. What became personal in a later version was a fact before. */
function split({ type, data }: TicketEvent, version: number): { facts: Json; personal: Json } {
  const definition = eventDefinition(type);
  const members: ReadonlyJson = data;
  const [facts, personal]: [Json, Json] = [{}, {}];
  for (const name of definition.facts) if (members[name] !== undefined) facts[name] = members[name];
  for (const name of definition.personal) {
    const part = version > 1 || !isLater(type, name) ? personal : facts;
    if (members[name] !== undefined) part[definition.storedAs?.[name] ?? name] = members[name];
  }
  if (facts['classification']) {
    const { category, confidence, categorizerVersion, words } = facts['classification'] as Classification;
    facts['classification'] = { category, confidence, categorizerVersion };
    personal['words'] = words;
  }
  return { facts, personal };
}

/** The row of an event, but for its hash. */
export function toRow(event: RecordedEvent): Omit<StoredEvent, 'hash'> {
  const { eventId, ticketId, version, position, recordedAt } = event;
  const { role, commandId, correlationId, tracestate, name, browser } = event;
  const metadata = { role, commandId, correlationId, tracestate, name, browser } as EventMetadata;
  const stored = toStored(event, metadata, event.schemaVersion);
  return { ...stored, eventId, stream: TICKET_STREAM + ticketId, version, position, recordedAt };
}

/**
 * Puts facts and personal data together again; erased texts come back as null, erased words as an empty list. A newer
 * schema version only adds optional members, so that older events are read as they are.
 * @throws {UnreadableEventError} for an unknown type, a newer schema version or data that does not fit its schema
 */
export function fromStored(row: Omit<StoredEvent, 'hash'>): RecordedEvent {
  const type = row.type as EventType;
  if (!EVENT_TYPES.includes(type)) {
    throw new UnreadableEventError(row.position, 'unknown-type', `its type ${row.type} is unknown here`);
  }
  if (row.schemaVersion > SCHEMA_VERSIONS[type]) {
    const detail = `${type} has schema version ${row.schemaVersion}, this software knows up to ${SCHEMA_VERSIONS[type]}`;
    throw new UnreadableEventError(row.position, 'newer-schema', detail);
  }
  const metadata = parse(row, row.metadata) as unknown as EventMetadata;
  const personal = row.private === null ? NONE : parse(row, row.private);
  const data = eventDefinition(type).schema.safeParse(join(row, parse(row, row.data), personal));
  if (!data.success) throw new UnreadableEventError(row.position, 'malformed', data.error.message);
  const { role, commandId, correlationId, browser } = metadata;
  const name = personal['name'] ?? metadata.name;
  // Written out, for a log of millions is read here: to spread one object into another takes longer than to make it.
  const event: Writable<Envelope> & { type: EventType; data: object } = {
    type,
    data: data.data,
    eventId: row.eventId,
    ticketId: row.stream.slice(TICKET_STREAM.length),
    version: row.version,
    position: row.position,
    schemaVersion: row.schemaVersion,
    recordedAt: row.recordedAt,
    role,
    commandId,
    correlationId,
  };
  if (typeof name === 'string') event.name = name;
  if (typeof personal['tracestate'] === 'string') event.tracestate = personal['tracestate'];
  if (browser !== undefined) event.browser = browser;
  return event as RecordedEvent;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The members of each event that its first version did not know. */
const LATER: ReadonlyMap<EventType, readonly string[]> = new Map(
  EVENT_TYPES.map((type) => [type, Object.values(eventDefinition(type).added ?? {}).flat()]),
);

function isLater(type: EventType, member: string): boolean {
  return LATER.get(type)?.includes(member) ?? false;
}

function join(
  row: Pick<StoredEvent, 'type' | 'private' | 'schemaVersion'>,
  facts: ReadonlyJson,
  personal: ReadonlyJson,
): Json {
  const type = row.type as EventType;
  const data: Json = { ...facts };
  const { personal: names, storedAs } = eventDefinition(type);
  for (const name of names) {
    const value = personal[storedAs?.[name] ?? name];
    if (value !== undefined) data[name] = value;
    // Only the version shows that an optional member may have been erased.
    else if (!isLater(type, name) || (row.private === null && row.schemaVersion > 1)) data[name] = null;
  }
  const classification = data['classification'] as Json | undefined;
  if (classification) data['classification'] = { ...classification, words: personal['words'] ?? [] };
  return data;
}

function parse(row: Pick<StoredEvent, 'position'>, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new UnreadableEventError(row.position, 'malformed', (error as Error).message);
  }
}
