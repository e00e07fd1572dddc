import { z } from 'zod';

/** The three states of a ticket, in the only order they are passed through. */
export const STATUSES = ['open', 'active', 'closed'] as const;
export type Status = (typeof STATUSES)[number];

export const CATEGORIES = ['facility-management', 'technical-it', 'services-complaints'] as const;
export type Category = (typeof CATEGORIES)[number];

/** Who acted. `operator` is the owner of the installation at the command line, never a browser. */
export const ROLES = ['user', 'helpdesk', 'operator'] as const;
export type Role = (typeof ROLES)[number];

const status = z.enum(STATUSES);
const category = z.enum(CATEGORIES);

/** What the categorizer said when the text was written. Replay reads it and never classifies again. */
export const classificationSchema = z.object({
  category,
  confidence: z.number().min(0).max(1),
  words: z.array(z.string()),
  categorizerVersion: z.string(),
});
export type Classification = z.infer<typeof classificationSchema>;

/** The current schema of each event's data: the contract with the outside. Private texts are null once erased. */
export const eventSchemas = {
  TicketOpened: z.object({
    number: z.int().positive(),
    description: z.string().nullable(),
    classification: classificationSchema,
    follows: z.uuid().optional(),
  }),
  DescriptionChanged: z.object({
    description: z.string().nullable(),
    classification: classificationSchema.optional(),
  }),
  CategoryChanged: z.object({ from: category, to: category }),
  CategoryConfirmed: z.object({ category }),
  StatusChanged: z.object({ from: status, to: status }),
  MessagePosted: z.object({ messageId: z.uuid(), text: z.string().nullable() }),
  MeTooAdded: z.object({}),
  TextErased: z.object({ reason: z.string() }),
} as const;

export type EventType = keyof typeof eventSchemas;
export const EVENT_TYPES = Object.keys(eventSchemas) as EventType[];

/** The schemaVersion written today, per event type. A reader meeting a newer one must stop. */
export const SCHEMA_VERSIONS: Record<EventType, number> = {
  TicketOpened: 1,
  DescriptionChanged: 1,
  CategoryChanged: 1,
  CategoryConfirmed: 1,
  StatusChanged: 1,
  MessagePosted: 1,
  MeTooAdded: 1,
  TextErased: 1,
};

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
  /** Free text up to 40 characters that the browser remembers; not an account. */
  readonly name?: string;
  /** sha256 (hex) of the browser's random id and the ticket id. */
  readonly browser?: string;
}
export type RecordedEvent = TicketEvent & Envelope;

/** When a field last changed, and by whom: the version of a form guards one field with it. */
export interface FieldChange {
  readonly version: number;
  readonly role: Role;
  readonly at: Date;
}
export type GuardedField = 'description' | 'status' | 'category';

/** A ticket as the rules see it: just what a decision needs. */
export interface Ticket {
  readonly ticketId: string;
  readonly number: number;
  readonly status: Status;
  readonly description: string | null;
  readonly category: Category;
  /** Once the helpdesk has corrected or confirmed, the categorizer no longer speaks. */
  readonly categoryDecided: boolean;
  readonly version: number;
  readonly position: number;
  readonly changed: Readonly<Record<GuardedField, FieldChange>>;
  readonly openedBy?: string;
  readonly meToo: ReadonlySet<string>;
}

/**
 * The ticket after one more event. A pure fold: `events.reduce(evolve, undefined)` is the ticket.
 * @throws {TypeError} when anything but TicketOpened comes first
 */
export function evolve(ticket: Ticket | undefined, event: RecordedEvent): Ticket {
  if (event.type === 'TicketOpened') return opened(event);
  if (!ticket) throw new TypeError(`${event.type} at position ${event.position} has no ticket before it`);
  const base: Ticket = { ...ticket, version: event.version, position: event.position };
  const change: FieldChange = { version: event.version, role: event.role, at: event.recordedAt };
  switch (event.type) {
    case 'DescriptionChanged': {
      const described = {
        ...base,
        description: event.data.description,
        changed: { ...base.changed, description: change },
      };
      const category = event.data.classification?.category;
      if (!category || category === ticket.category) return described;
      return { ...described, category, changed: { ...described.changed, category: change } };
    }
    case 'CategoryChanged':
      return {
        ...base,
        category: event.data.to,
        categoryDecided: true,
        changed: { ...base.changed, category: change },
      };
    case 'CategoryConfirmed':
      return { ...base, categoryDecided: true };
    case 'StatusChanged':
      return { ...base, status: event.data.to, changed: { ...base.changed, status: change } };
    case 'MeTooAdded':
      return event.browser ? { ...base, meToo: new Set([...ticket.meToo, event.browser]) } : base;
    case 'MessagePosted':
      return base;
    case 'TextErased':
      return { ...base, description: null };
    default:
      return event satisfies never;
  }
}

function opened(event: RecordedEvent & { type: 'TicketOpened' }): Ticket {
  const change: FieldChange = { version: event.version, role: event.role, at: event.recordedAt };
  return {
    ticketId: event.ticketId,
    number: event.data.number,
    status: 'open',
    description: event.data.description,
    category: event.data.classification.category,
    categoryDecided: false,
    version: event.version,
    position: event.position,
    changed: { description: change, status: change, category: change },
    openedBy: event.browser,
    meToo: new Set(),
  };
}
