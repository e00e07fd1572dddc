import type { RecordedEvent } from '#libs/tickets/events.js';
import type { Ticket } from '#libs/tickets/ticket.js';
import { wordChanges, type Change } from './word-changes.js';

/** One value of the ticket before and after an event. */
export interface FieldStep {
  readonly field:
    'status' | 'category' | 'description' | 'place' | 'assignee' | 'priority' | 'duplicateOf' | 'message' | 'reason';
  readonly before?: string | null;
  readonly after?: string | null;
  readonly changes?: readonly Change[];
  readonly erased?: boolean;
}

/** What the categorizer said with an event. */
export interface ClassificationStep {
  readonly words: string;
  /** Percent. */
  readonly confidence: number;
  readonly version: string;
}

/**
 * What an event changed.
 * @param before the ticket before it, and after it; without them only what the event itself says
 */
export function fieldsOf(event: RecordedEvent, before: Ticket | undefined): FieldStep[] {
  switch (event.type) {
    case 'TicketOpened':
      return [
        { field: 'description', after: event.data.description, erased: event.data.description === null },
        { field: 'category', after: event.data.classification.category },
        ...(event.data.place ? [{ field: 'place' as const, after: event.data.place }] : []),
      ];
    case 'DescriptionChanged':
      return [
        descriptionStep(before?.description, event.data.description),
        ...categoryStep(before?.category, event.data.classification?.category),
      ];
    case 'CategoryChanged':
      return categoryStep(event.data.from, event.data.to);
    case 'CategoryConfirmed':
      return [{ field: 'category', after: event.data.category }];
    case 'StatusChanged':
      return [{ field: 'status', before: event.data.from, after: event.data.to }];
    case 'MessagePosted':
      return [{ field: 'message', after: event.data.text, erased: event.data.text === null }];
    case 'PlaceChanged':
      return [{ field: 'place', before: before?.place ?? undefined, after: event.data.place }];
    case 'Assigned':
      return [{ field: 'assignee', before: before?.assignee ?? undefined, after: event.data.name }];
    case 'PrioritySet':
      return [{ field: 'priority', before: before?.priority, after: event.data.priority }];
    case 'DuplicateMarked':
      return [{ field: 'duplicateOf', before: before?.duplicateOf, after: event.data.of }];
    case 'DuplicateUnmarked':
      return [{ field: 'duplicateOf', before: before?.duplicateOf, after: null }];
    case 'MeTooAdded':
      return [];
    case 'TextErased':
      return [{ field: 'reason', after: event.data.reason }];
    default:
      return event satisfies never;
  }
}

function descriptionStep(before: string | null | undefined, after: string | null): FieldStep {
  if (before === null || before === undefined || after === null)
    return { field: 'description', after, erased: after === null };
  return { field: 'description', changes: wordChanges(before, after) };
}

function categoryStep(before: string | undefined, after: string | undefined): FieldStep[] {
  return before === after || after === undefined ? [] : [{ field: 'category', before, after }];
}

export function classificationOf(event: RecordedEvent): ClassificationStep | undefined {
  if (event.type !== 'TicketOpened' && event.type !== 'DescriptionChanged') return undefined;
  const { classification } = event.data;
  if (!classification) return undefined;
  const { words, confidence, categorizerVersion } = classification;
  return { words: words.join(', '), confidence: Math.round(confidence * 100), version: categorizerVersion };
}
