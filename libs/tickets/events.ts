import { z } from 'zod';

/** The three states of a ticket, in the only order they are passed through. */
export const STATUSES = ['open', 'active', 'closed'] as const;
export type Status = (typeof STATUSES)[number];

export const CATEGORIES = ['facility-management', 'technical-it', 'services-complaints'] as const;
export type Category = (typeof CATEGORIES)[number];

/** How soon a ticket is looked at: the helpdesk says so, nothing else does. */
export const PRIORITIES = ['urgent', 'normal'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Who acted. `operator` is the owner of the installation at the command line, never a browser. */
export const ROLES = ['user', 'helpdesk', 'operator'] as const;
export type Role = (typeof ROLES)[number];

const status = z.enum(STATUSES);
const category = z.enum(CATEGORIES);

/** The result of the categorizer when the text was written. Replay reads it and never classifies again. */
export const classificationSchema = z.object({
  category,
  confidence: z.number().min(0).max(1),
  words: z.array(z.string()),
  categorizerVersion: z.string(),
});
export type Classification = z.infer<typeof classificationSchema>;

/** How an event is kept: which members of its data are facts, and which are personal data, kept apart and erasable. */
interface EventDefinition {
  readonly schema: z.ZodObject;
  /** In the order in which they are stored; of a classification the deciding words go to the personal data. */
  readonly facts: readonly string[];
  readonly personal: readonly string[];
  /** Members that version 1 did not know, all optional, by the version that brought them. */
  readonly added?: Readonly<Record<number, readonly string[]>>;
  /** Names in the log of personal members that would otherwise be taken for the writer's `name`. */
  readonly storedAs?: Readonly<Record<string, string>>;
}

/** Personal text: null once erased. */
const personalText = z.string().nullable();

/** A photo as an event names it; its bytes lie apart, under their sha256. */
export const photoSchema = z.object({
  digest: z.string().regex(/^[\da-f]{64}$/),
  type: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  bytes: z.int().positive(),
  alt: z.string().optional(),
});
export type Photo = z.infer<typeof photoSchema>;
const photos = z.array(photoSchema).nullable().optional();

/** Every event. The schema of its data is the contract with the outside. */
export const eventDefinitions = {
  TicketOpened: {
    schema: z.object({
      number: z.int().positive(),
      description: personalText,
      classification: classificationSchema,
      follows: z.uuid().optional(),
      place: personalText.optional(),
      reportedFor: personalText.optional(),
      photos,
    }),
    facts: ['number', 'follows', 'classification'],
    personal: ['description', 'place', 'reportedFor', 'photos'],
    added: { 2: ['place', 'reportedFor', 'photos'] },
  },
  DescriptionChanged: {
    schema: z.object({ description: personalText, classification: classificationSchema.optional() }),
    facts: ['classification'],
    personal: ['description'],
  },
  CategoryChanged: { schema: z.object({ from: category, to: category }), facts: ['from', 'to'], personal: [] },
  CategoryConfirmed: { schema: z.object({ category }), facts: ['category'], personal: [] },
  PlaceChanged: { schema: z.object({ place: personalText }), facts: [], personal: ['place'] },
  Assigned: {
    schema: z.object({ name: personalText }),
    facts: [],
    personal: ['name'],
    storedAs: { name: 'assignee' },
  },
  PrioritySet: { schema: z.object({ priority: z.enum(PRIORITIES) }), facts: ['priority'], personal: [] },
  DuplicateMarked: { schema: z.object({ of: z.uuid() }), facts: ['of'], personal: [] },
  DuplicateUnmarked: { schema: z.object({}), facts: [], personal: [] },
  StatusChanged: { schema: z.object({ from: status, to: status }), facts: ['from', 'to'], personal: [] },
  MessagePosted: {
    schema: z.object({ messageId: z.uuid(), text: personalText, photos }),
    facts: ['messageId'],
    personal: ['text', 'photos'],
    added: { 2: ['photos'] },
  },
  MeTooAdded: { schema: z.object({}), facts: [], personal: [] },
  TextHidden: {
    schema: z.object({ position: z.int().positive(), reason: personalText }),
    facts: ['position'],
    personal: ['reason'],
  },
  TextShown: { schema: z.object({ position: z.int().positive() }), facts: ['position'], personal: [] },
  /** Of all events before it, or of the one at `position`. Version 1 kept its reason among the facts. */
  TextErased: {
    schema: z.object({ reason: personalText, position: z.int().positive().optional() }),
    facts: ['position'],
    personal: ['reason'],
    added: { 2: ['reason', 'position'] },
  },
} as const satisfies Readonly<Record<string, EventDefinition>>;

export type EventType = keyof typeof eventDefinitions;
export const EVENT_TYPES = Object.keys(eventDefinitions) as EventType[];

/** The schema of each event's data. */
export const eventSchemas = Object.fromEntries(EVENT_TYPES.map((type) => [type, eventDefinitions[type].schema])) as {
  readonly [T in EventType]: (typeof eventDefinitions)[T]['schema'];
};

/** The definition of an event, for what treats all alike. */
export function eventDefinition(type: EventType): EventDefinition {
  return eventDefinitions[type];
}

/** The newest schemaVersion of each event type. A reader meeting a newer one must stop. */
export const SCHEMA_VERSIONS = Object.fromEntries(
  EVENT_TYPES.map((type) => [type, Math.max(1, ...Object.keys(eventDefinition(type).added ?? {}).map(Number))]),
) as Record<EventType, number>;

/** What later versions added to the data of each event, oldest first. */
const ADDED = Object.fromEntries(
  EVENT_TYPES.map((type) => [type, Object.entries(eventDefinition(type).added ?? {})]),
) as Record<EventType, [version: string, members: readonly string[]][]>;

/** The schemaVersion under which an event is written: the oldest that knows all of its members. */
export function schemaVersionOf({ type, data }: TicketEvent): number {
  const isThere = (member: string): boolean => (data as Record<string, unknown>)[member] !== undefined;
  return Number(ADDED[type].findLast(([, members]) => members.some(isThere))?.[0] ?? 1);
}

/** What happened, in the past tense. */
export type TicketEvent = {
  [T in EventType]: { readonly type: T; readonly data: z.infer<(typeof eventSchemas)[T]> };
}[EventType];

/** What is known of every event beside its data. */
export interface Envelope {
  readonly eventId: string;
  readonly ticketId: string;
  /** 1..n within the ticket, without a hole. */
  readonly version: number;
  /** 1..N within the log, without a hole. */
  readonly position: number;
  readonly schemaVersion: number;
  /** The only time of an event, whole milliseconds. */
  readonly recordedAt: Date;
  readonly role: Role;
  readonly commandId: string;
  readonly correlationId: string;
  /** What other systems of the trace want to be handed on, as a W3C `tracestate`; kept while there is tracing. */
  readonly tracestate?: string;
  /** Free text up to 40 characters that the browser remembers; not an account. */
  readonly name?: string;
  /** sha256 (hex) of the browser's random id and the ticket id. */
  readonly browser?: string;
  /** Why its text is hidden from users, null once that is erased; of no event as the log has it (`withHiddenMarks`). */
  readonly hidden?: string | null;
}
export type RecordedEvent = TicketEvent & Envelope;

/**
 * The place of an event in the trace of its command, as a W3C `traceparent`: made of what the log keeps, so that whoever handles the
 * event later names the same span as the append. Undefined where the command had no trace id.
 */
export function traceparentOf({
  correlationId,
  eventId,
}: Pick<RecordedEvent, 'correlationId' | 'eventId'>): string | undefined {
  if (!/^(?!0+$)[\da-f]{32}$/.test(correlationId)) return undefined;
  return `00-${correlationId}-${eventId.replaceAll('-', '').slice(-16)}-01`;
}
