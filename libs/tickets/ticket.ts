import type { Category, Priority, RecordedEvent, Role, Status } from './events.js';

/** When a field last changed, and by whom: the version of a form guards one field with it. */
export interface FieldChange {
  readonly version: number;
  readonly role: Role;
  readonly at: Date;
}
/** Fields that the version of a form guards. */
export const GUARDED = ['description', 'status', 'category', 'place', 'assignee', 'priority', 'duplicateOf'] as const;
export type GuardedField = (typeof GUARDED)[number];

/** A ticket as the rules see it: just what a decision needs. */
export interface Ticket {
  readonly ticketId: string;
  readonly number: number;
  readonly status: Status;
  readonly description: string | null;
  readonly category: Category;
  /** Null if there is none, or once erased. */
  readonly place: string | null;
  /** The name of whoever takes care of it; null if nobody does, or once erased. */
  readonly assignee: string | null;
  readonly priority: Priority;
  /** UUID of the ticket that reports the same. */
  readonly duplicateOf: string | null;
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
  const changed = (...fields: GuardedField[]): Pick<Ticket, 'changed'> => changedBy(event, fields, ticket.changed);
  switch (event.type) {
    case 'DescriptionChanged': {
      const { description, classification } = event.data;
      const category = classification?.category ?? ticket.category;
      if (category === ticket.category) return { ...base, description, ...changed('description') };
      return { ...base, description, category, ...changed('description', 'category') };
    }
    case 'CategoryChanged':
      return { ...base, category: event.data.to, categoryDecided: true, ...changed('category') };
    case 'CategoryConfirmed':
      return { ...base, categoryDecided: true };
    case 'PlaceChanged':
      return { ...base, place: event.data.place, ...changed('place') };
    case 'Assigned':
      return { ...base, assignee: event.data.name, ...changed('assignee') };
    case 'PrioritySet':
      return { ...base, priority: event.data.priority, ...changed('priority') };
    case 'DuplicateMarked':
      return { ...base, duplicateOf: event.data.of, ...changed('duplicateOf') };
    case 'DuplicateUnmarked':
      return { ...base, duplicateOf: null, ...changed('duplicateOf') };
    case 'StatusChanged':
      return { ...base, status: event.data.to, ...changed('status') };
    case 'MeTooAdded':
      return event.browser ? { ...base, meToo: new Set([...ticket.meToo, event.browser]) } : base;
    case 'MessagePosted':
      return base;
    case 'TextErased':
      return { ...base, description: null, place: null, assignee: null };
    default:
      return event satisfies never;
  }
}

function changedBy(
  { version, role, recordedAt: at }: RecordedEvent,
  fields: readonly GuardedField[],
  before?: Ticket['changed'],
): Pick<Ticket, 'changed'> {
  const now = Object.fromEntries(fields.map((field) => [field, { version, role, at }]));
  return { changed: { ...before, ...now } as Ticket['changed'] };
}

function opened(event: RecordedEvent & { type: 'TicketOpened' }): Ticket {
  return {
    ticketId: event.ticketId,
    number: event.data.number,
    status: 'open',
    description: event.data.description,
    category: event.data.classification.category,
    place: event.data.place ?? null,
    assignee: null,
    priority: 'normal',
    duplicateOf: null,
    categoryDecided: false,
    version: event.version,
    position: event.position,
    ...changedBy(event, GUARDED),
    openedBy: event.browser,
    meToo: new Set(),
  };
}
