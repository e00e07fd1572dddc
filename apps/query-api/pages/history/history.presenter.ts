import type { TicketView } from '#libs/read-models/types.js';
import { evolve, type RecordedEvent, type Ticket } from '#libs/tickets/events.js';
import { wordChanges, type Change } from '../shared/word-changes.js';

/** One value of the ticket before and after an event. */
export interface FieldStep {
  readonly field: 'status' | 'category' | 'description' | 'place' | 'message' | 'reason';
  readonly before?: string | null;
  readonly after?: string | null;
  readonly changes?: readonly Change[];
  readonly erased?: boolean;
}

export interface HistoryStep {
  readonly id: string;
  readonly version: number;
  readonly position: number;
  readonly type: RecordedEvent['type'];
  readonly at: Date;
  readonly role: string;
  readonly name: string | undefined;
  readonly fields: readonly FieldStep[];
  readonly classification:
    { readonly words: string; readonly confidence: number; readonly version: string } | undefined;
  readonly url: string;
  readonly current: boolean;
}

/** So many steps stand on one page. */
const PAGE = 50;

/**
 * The events of a ticket with what each changed, page by page, and the ticket as it was after one of them.
 * @param version of the event after which the ticket is shown
 * @param from version of the first step shown; without it the page that `version` is on, else the first
 */
export function presentHistory(view: TicketView, version?: number, from?: number): Record<string, unknown> {
  let ticket: Ticket | undefined;
  let messages = 0;
  let then: object | undefined;
  const steps: HistoryStep[] = [];
  const first = from ?? pageOf(version ?? 1);
  for (const event of view.timeline) {
    const before = ticket;
    ticket = evolve(ticket, event);
    if (event.type === 'MessagePosted') messages++;
    if (event.version === version)
      then = { ...ticket, messages, meTooCount: ticket.meToo.size, at: event.recordedAt, position: event.position };
    // A step that is not shown costs nothing but its fold.
    if (event.version < first || event.version >= first + PAGE) continue;
    steps.push({
      id: `version-${event.version}`,
      version: event.version,
      position: event.position,
      type: event.type,
      at: event.recordedAt,
      role: event.role,
      name: event.name,
      fields: fieldsOf(event, before),
      classification: classificationOf(event),
      url: `/tickets/${view.number}/history?version=${event.version}`,
      current: event.version === version,
    });
  }
  const url = (start: number): string => `/tickets/${view.number}/history?from=${start}`;
  return {
    number: view.number,
    steps,
    state: then,
    earlierUrl: first > 1 && url(Math.max(1, first - PAGE)),
    laterUrl: first + PAGE <= view.version && url(first + PAGE),
  };
}

/** The version that the page with a step begins with. */
function pageOf(version: number): number {
  return version - ((version - 1) % PAGE);
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

export function classificationOf(event: RecordedEvent): HistoryStep['classification'] {
  if (event.type !== 'TicketOpened' && event.type !== 'DescriptionChanged') return undefined;
  const { classification } = event.data;
  if (!classification) return undefined;
  const { words, confidence, categorizerVersion } = classification;
  return { words: words.join(', '), confidence: Math.round(confidence * 100), version: categorizerVersion };
}
