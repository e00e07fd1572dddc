import type { Category, RecordedEvent, Role, Status } from '#libs/tickets/events.js';
import { durationBucket } from './durations.js';

/**
 * The categorizer was unsure below this confidence: the helpdesk is asked to have a look. Where the least confident tenth of
 * the frozen texts ends (docs/categorizer.md).
 */
export const CHECK_BELOW = 0.69;

/** A ticket as the read models keep it; times are milliseconds since 1970. */
export interface TicketRow {
  readonly ticketId: string;
  readonly number: number;
  readonly status: Status;
  readonly category: Category;
  readonly openedAt: number;
  /** Time of the last event except me-too and erasure. */
  readonly modifiedAt: number;
  readonly activatedAt: number | null;
  readonly closedAt: number | null;
  /** Of the histogram of resolution times; null until closed. */
  readonly resolutionBucket: number | null;
  readonly version: number;
  readonly messageCount: number;
  readonly meTooCount: number;
  /** Who wrote last: the opening counts, edits do not. */
  readonly lastWordBy: Role;
  readonly description: string | null;
  /** What the categorizer said last, whatever the category is now. */
  readonly classifiedAs: Category;
  readonly confidence: number;
  readonly words: readonly string[];
  readonly categorizerVersion: string;
  /** When the helpdesk first corrected or confirmed. */
  readonly categoryDecidedAt: number | null;
  readonly follows: string | null;
  readonly erased: boolean;
  /** An event could not be applied. */
  readonly parked: boolean;
  readonly openedPosition: number;
  readonly lastPosition: number;
}

/** A known event that does not follow from what was before it. It is parked, and the ticket marked. */
export class CannotApplyError extends Error {
  override readonly name = 'CannotApplyError';
}

/**
 * The row after one more event: a pure fold.
 * @throws {CannotApplyError} when the event does not fit the row
 */
export function projectTicket(row: TicketRow | undefined, event: RecordedEvent): TicketRow {
  if (!row) return opened(event);
  if (event.type === 'TicketOpened') throw new CannotApplyError('the ticket was opened before');
  if (event.version !== row.version + 1) {
    throw new CannotApplyError(`version ${event.version} comes after version ${row.version}`);
  }
  const at = event.recordedAt.getTime();
  const seen = { version: event.version, lastPosition: event.position };
  const changed = { ...seen, modifiedAt: at };
  switch (event.type) {
    case 'DescriptionChanged':
      return { ...row, ...changed, ...described(row, event) };
    case 'CategoryChanged':
      return { ...row, ...changed, category: event.data.to, categoryDecidedAt: row.categoryDecidedAt ?? at };
    case 'CategoryConfirmed':
      return { ...row, ...changed, categoryDecidedAt: row.categoryDecidedAt ?? at };
    case 'StatusChanged':
      return { ...row, ...changed, ...moved(row, event.data.from, event.data.to, at) };
    case 'MessagePosted':
      return { ...row, ...changed, messageCount: row.messageCount + 1, lastWordBy: event.role };
    case 'MeTooAdded':
      return { ...row, ...seen, meTooCount: row.meTooCount + 1 };
    case 'TextErased':
      return { ...row, ...seen, description: null, words: [], erased: true };
    default:
      return event satisfies never;
  }
}

/** The row with an event that could not be applied: marked, so that what follows can go on. */
export function markParked(row: TicketRow, event: { readonly version: number; readonly position: number }): TicketRow {
  return { ...row, parked: true, version: Math.max(row.version, event.version), lastPosition: event.position };
}

/** The last word is a user's, and the ticket is not closed. */
export function isWaiting(row: TicketRow): boolean {
  return row.lastWordBy === 'user' && row.status !== 'closed';
}

/** The categorizer was unsure, nobody has corrected or confirmed yet, and the ticket is not closed. */
export function isToCheck(row: TicketRow): boolean {
  return row.confidence < CHECK_BELOW && row.categoryDecidedAt === null && row.status !== 'closed';
}

function opened(event: RecordedEvent): TicketRow {
  if (event.type !== 'TicketOpened') throw new CannotApplyError('the ticket was never opened');
  if (event.version !== 1) throw new CannotApplyError(`it is version ${event.version} of its ticket, not the first`);
  const { number, description, classification, follows } = event.data;
  const at = event.recordedAt.getTime();
  return {
    ticketId: event.ticketId,
    number,
    status: 'open',
    category: classification.category,
    openedAt: at,
    modifiedAt: at,
    activatedAt: null,
    closedAt: null,
    resolutionBucket: null,
    version: 1,
    messageCount: 0,
    meTooCount: 0,
    lastWordBy: event.role,
    description,
    classifiedAs: classification.category,
    confidence: classification.confidence,
    words: classification.words,
    categorizerVersion: classification.categorizerVersion,
    categoryDecidedAt: null,
    follows: follows ?? null,
    erased: false,
    parked: false,
    openedPosition: event.position,
    lastPosition: event.position,
  };
}

function described(row: TicketRow, event: RecordedEvent & { type: 'DescriptionChanged' }): Partial<TicketRow> {
  const { description, classification } = event.data;
  if (!classification) return { description };
  const { category, confidence, words, categorizerVersion } = classification;
  const said = { description, classifiedAs: category, confidence, words, categorizerVersion };
  return row.categoryDecidedAt === null ? { ...said, category } : said;
}

function moved(row: TicketRow, from: Status, to: Status, at: number): Partial<TicketRow> {
  if (row.status !== from) throw new CannotApplyError(`it leaves the status ${from}, but the ticket is ${row.status}`);
  if (to === 'active') return { status: to, activatedAt: at };
  if (to === 'open') return { status: to };
  return { status: to, closedAt: at, resolutionBucket: durationBucket(at - row.openedAt) };
}
