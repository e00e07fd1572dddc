import {
  EVENT_TYPES,
  eventSchemas,
  SCHEMA_VERSIONS,
  type Classification,
  type Envelope,
  type EventType,
  type RecordedEvent,
  type Role,
  type TicketEvent,
} from './events.js';
import { upcast } from './upcasters.js';

/** Streams of the log that are tickets: `ticket-<uuid v7>`. */
export const TICKET_STREAM = 'ticket-';

/** An event as the log keeps it: facts, erasable private text and metadata, each as JSON text. */
export interface StoredParts {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly private: string | null;
  readonly metadata: string;
}

/** One row of the log, as far as an event is read from it. */
export interface StoredEvent extends StoredParts {
  readonly eventId: string;
  readonly stream: string;
  readonly version: number;
  readonly position: number;
  readonly recordedAt: Date;
}

/** What a command brings to each of its events. */
export interface EventMetadata {
  readonly role: Role;
  readonly commandId: string;
  readonly correlationId: string;
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

/** Splits an event into facts and private text (description, message text, deciding words, the writer's name). */
export function toStored(event: TicketEvent, metadata: EventMetadata): StoredParts {
  const { facts, secrets } = split(event);
  const { name } = metadata;
  const told = name ? { ...secrets, name } : secrets;
  return {
    type: event.type,
    schemaVersion: SCHEMA_VERSIONS[event.type],
    data: JSON.stringify(facts),
    private: told ? JSON.stringify(told) : null,
    metadata: JSON.stringify(name === undefined ? metadata : { ...metadata, name: undefined }),
  };
}

type Json = Record<string, unknown>;
type ReadonlyJson = Readonly<Json>;
const NONE: ReadonlyJson = {};

/** Members that are undefined are left out of JSON. */
function split(event: TicketEvent): { facts: object; secrets?: object } {
  switch (event.type) {
    case 'TicketOpened': {
      const { number, follows, description, classification } = event.data;
      return {
        facts: { number, follows, classification: openPart(classification) },
        secrets: { description, words: classification.words },
      };
    }
    case 'DescriptionChanged': {
      const { description, classification } = event.data;
      if (!classification) return { facts: {}, secrets: { description } };
      return {
        facts: { classification: openPart(classification) },
        secrets: { description, words: classification.words },
      };
    }
    case 'MessagePosted': {
      const { messageId, text } = event.data;
      return { facts: { messageId }, secrets: { text } };
    }
    case 'CategoryChanged':
    case 'CategoryConfirmed':
    case 'StatusChanged':
    case 'MeTooAdded':
    case 'TextErased':
      return { facts: event.data };
    default:
      return event satisfies never;
  }
}

function openPart({ category, confidence, categorizerVersion }: Classification): object {
  return { category, confidence, categorizerVersion };
}

/**
 * Puts facts and private text together again; erased texts come back as null, erased words as an empty list.
 * Older schema versions come back as the one of today (`upcast`).
 * @throws {UnreadableEventError} for an unknown type, a newer schema version or data that does not fit its schema
 */
export function fromStored(row: StoredEvent): RecordedEvent {
  const type = row.type as EventType;
  if (!EVENT_TYPES.includes(type)) {
    throw new UnreadableEventError(row.position, 'unknown-type', `its type ${row.type} is unknown here`);
  }
  if (row.schemaVersion > SCHEMA_VERSIONS[type]) {
    const detail = `${type} has schema version ${row.schemaVersion}, this software knows up to ${SCHEMA_VERSIONS[type]}`;
    throw new UnreadableEventError(row.position, 'newer-schema', detail);
  }
  const metadata = parse(row, row.metadata) as unknown as EventMetadata;
  const written = { facts: parse(row, row.data), secrets: row.private === null ? NONE : parse(row, row.private) };
  const { facts, secrets } = upcast(type, row.schemaVersion, written);
  const data = eventSchemas[type].safeParse(join(type, facts, secrets));
  if (!data.success) throw new UnreadableEventError(row.position, 'malformed', data.error.message);
  const { role, commandId, correlationId, browser } = metadata;
  const name = secrets['name'] ?? metadata.name;
  // Written out, for a log of millions is read here: to spread one object into another takes longer than to make it.
  const event: Writable<Envelope> & { type: EventType; data: object } = {
    type,
    data: data.data,
    eventId: row.eventId,
    ticketId: row.stream.slice(TICKET_STREAM.length),
    version: row.version,
    position: row.position,
    schemaVersion: SCHEMA_VERSIONS[type],
    recordedAt: row.recordedAt,
    role,
    commandId,
    correlationId,
  };
  if (typeof name === 'string') event.name = name;
  if (browser !== undefined) event.browser = browser;
  return event as RecordedEvent;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function join(type: EventType, facts: ReadonlyJson, secrets: ReadonlyJson): Json {
  if (type === 'MessagePosted') return { ...facts, text: secrets['text'] ?? null };
  if (type !== 'TicketOpened' && type !== 'DescriptionChanged') return facts;
  const classification = facts['classification'] as Json | undefined;
  return {
    ...facts,
    description: secrets['description'] ?? null,
    ...(classification ? { classification: { ...classification, words: secrets['words'] ?? [] } } : {}),
  };
}

function parse(row: StoredEvent, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new UnreadableEventError(row.position, 'malformed', (error as Error).message);
  }
}
