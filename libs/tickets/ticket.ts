import type { Category, Priority, RecordedEvent, Role, Status } from './events.js';
import { hiddenAfter, type HiddenTexts } from './hidden-texts.js';

/** When a field last changed, and by whom: the version of a form guards one field with it. */
export interface FieldChange {
  readonly version: number;
  readonly position: number;
  readonly role: Role;
  readonly at: Date;
}
/** Fields that the version of a form guards. */
export const GUARDED = [
  'description',
  'status',
  'category',
  'place',
  'assignee',
  'priority',
  'duplicateOf',
  'hidden',
] as const;
export type GuardedField = (typeof GUARDED)[number];
/** Fields that an erasure empties. */
const PERSONAL = ['description', 'place', 'assignee'] as const;

/** The event that brought a description or a message, and the one before it. */
export interface TextPlace {
  readonly position: number;
  readonly before?: TextPlace;
}

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
  /** The last of its texts. A chain, because a ticket may have thousands. */
  readonly lastText?: TextPlace;
  readonly hidden: HiddenTexts;
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
      const described = { ...base, description, lastText: textOf(event, ticket.lastText) };
      if (category === ticket.category) return { ...described, ...changed('description') };
      return { ...described, category, ...changed('description', 'category') };
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
      return { ...base, lastText: textOf(event, ticket.lastText) };
    case 'TextHidden':
    case 'TextShown':
      return { ...base, hidden: hiddenAfter(event, ticket.hidden), ...changed('hidden') };
    case 'TextErased':
      return { ...withoutTexts(base, event.data.position), hidden: hiddenAfter(event, ticket.hidden) };
    default:
      return event satisfies never;
  }
}

function changedBy(
  { version, position, role, recordedAt: at }: RecordedEvent,
  fields: readonly GuardedField[],
  before?: Ticket['changed'],
): Pick<Ticket, 'changed'> {
  const change: FieldChange = { version, position, role, at };
  const changed = { ...before } as Record<GuardedField, FieldChange>;
  for (const field of fields) changed[field] = change;
  return { changed };
}

/** Shared by all tickets: thousands are cached, and most have none of either. */
const NO_BROWSERS: Ticket['meToo'] = new Set();
const NOTHING_HIDDEN: HiddenTexts = new Map();

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
    meToo: NO_BROWSERS,
    lastText: textOf(event),
    hidden: NOTHING_HIDDEN,
  };
}

function textOf({ position }: RecordedEvent, before?: TextPlace): TextPlace {
  return before ? { position, before } : { position };
}

/** @param erased position of the event that lost its personal data; undefined when all before did */
function withoutTexts(ticket: Ticket, erased: number | undefined): Ticket {
  const gone = PERSONAL.filter((field) => erased === undefined || ticket.changed[field].position === erased);
  const emptied = { ...ticket, ...Object.fromEntries(gone.map((field) => [field, null])) };
  return erased === undefined ? { ...emptied, lastText: undefined } : emptied;
}
