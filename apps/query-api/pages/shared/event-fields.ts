import type { EventType, RecordedEvent } from '#libs/tickets/events.js';
import type { Ticket } from '#libs/tickets/ticket.js';
import { wordChanges, type Change } from './word-changes.js';

/** One value of the ticket before and after an event. */
export interface FieldStep {
  /** Its name in the catalogue, below `field.` */
  readonly field: string;
  /** `name`: a value of an enumeration, whose words stand in the catalogue below the field's name; `prose`: a long text; `ticket`: an id. */
  readonly kind: 'name' | 'text' | 'prose' | 'ticket';
  readonly before?: string | null;
  readonly after?: string | null;
  readonly changes?: readonly Change[];
  readonly erased?: boolean;
}

/** The picture of each event in a timeline; that of a status is the status. */
export const EVENT_ICONS: Readonly<Record<EventType, string>> = {
  TicketOpened: 'open',
  MessagePosted: 'message',
  DescriptionChanged: 'edit',
  StatusChanged: 'active',
  CategoryChanged: 'tag',
  CategoryConfirmed: 'check',
  PlaceChanged: 'place',
  Assigned: 'person',
  PrioritySet: 'urgent',
  DuplicateMarked: 'link',
  DuplicateUnmarked: 'link',
  MeTooAdded: 'metoo',
  TextHidden: 'hidden',
  TextShown: 'eye',
  TextErased: 'erased',
};

/**
 * What an event changed: timeline, history and audit show it.
 * @param before the ticket before it; without it only what the event itself says
 */
export function fieldsOf(event: RecordedEvent, before: Ticket | undefined): FieldStep[] {
  switch (event.type) {
    case 'TicketOpened': {
      const { description, classification, place } = event.data;
      return [
        prose('description', description),
        { field: 'category', kind: 'name', after: classification.category },
        ...(place ? [text('place', undefined, place)] : []),
      ];
    }
    case 'DescriptionChanged':
      return [
        descriptionStep(before?.description, event.data.description),
        ...categoryStep(before?.category, event.data.classification?.category),
      ];
    case 'CategoryChanged':
      return categoryStep(event.data.from, event.data.to);
    case 'CategoryConfirmed':
      return [{ field: 'category', kind: 'name', after: event.data.category }];
    case 'StatusChanged':
      return [{ field: 'status', kind: 'name', before: event.data.from, after: event.data.to }];
    case 'MessagePosted':
      return [prose('message', event.data.text)];
    case 'PlaceChanged':
      return [text('place', before?.place, event.data.place)];
    case 'Assigned':
      return [text('assignee', before?.assignee, event.data.name)];
    case 'PrioritySet':
      return [{ field: 'priority', kind: 'name', before: before?.priority, after: event.data.priority }];
    case 'DuplicateMarked':
      return [{ field: 'duplicateOf', kind: 'ticket', before: before?.duplicateOf, after: event.data.of }];
    case 'DuplicateUnmarked':
      return [{ field: 'duplicateOf', kind: 'ticket', before: before?.duplicateOf, after: null }];
    case 'MeTooAdded':
      return [];
    case 'TextErased':
    case 'TextHidden':
      return [text('reason', undefined, event.data.reason), ...positionStep(event.data.position)];
    case 'TextShown':
      return positionStep(event.data.position);
    default:
      return event satisfies never;
  }
}

/** Which text a removal is about. */
function positionStep(position: number | undefined): FieldStep[] {
  return position === undefined ? [] : [text('position', undefined, String(position))];
}

function text(field: string, before: string | null | undefined, after: string | null): FieldStep {
  return { field, kind: 'text', before: before ?? undefined, after };
}

function prose(field: string, after: string | null): FieldStep {
  return { field, kind: 'prose', after, erased: after === null };
}

function descriptionStep(before: string | null | undefined, after: string | null): FieldStep {
  if (before === null || before === undefined || after === null) return prose('description', after);
  return { field: 'description', kind: 'prose', changes: wordChanges(before, after) };
}

function categoryStep(before: string | undefined, after: string | undefined): FieldStep[] {
  return before === after || after === undefined ? [] : [{ field: 'category', kind: 'name', before, after }];
}

/** What the categorizer said with an event; the confidence in percent. */
export function classificationOf(event: RecordedEvent): object | undefined {
  const classification = 'classification' in event.data ? event.data.classification : undefined;
  if (!classification) return undefined;
  const { words, confidence, categorizerVersion } = classification;
  return { words: words.join(', '), confidence: Math.round(confidence * 100), version: categorizerVersion };
}
