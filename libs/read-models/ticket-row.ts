import type { RecordedEvent, Role, Status } from '#libs/tickets/events.js';
import { durationBucket } from './durations.js';
import type { TicketRow } from './fields.js';

export type { TicketRow };

/**
 * The categorizer was unsure below this confidence: the helpdesk is asked to have a look. Where the least confident tenth of
 * the frozen texts ends (docs/categorizer.md).
 */
export const CHECK_BELOW = 0.69;

/** A known event that does not follow from what was before it. It is parked, and the ticket marked. */
export class CannotApplyError extends Error {
  override readonly name = 'CannotApplyError';
}

/**
 * The row after one more event: a pure fold. Each row is one copy of the one before, because a log of millions is folded here and
 * to put several objects together takes longer.
 * @throws {CannotApplyError} when the event does not fit the row
 */
export function projectTicket(before: TicketRow | undefined, event: RecordedEvent): TicketRow {
  if (!before) return opened(event);
  if (event.type === 'TicketOpened') throw new CannotApplyError('the ticket was opened before');
  const { version, position: lastPosition } = event;
  if (version !== before.version + 1) {
    throw new CannotApplyError(`version ${version} comes after version ${before.version}`);
  }
  const at = event.recordedAt.getTime();
  const row: Changing<TicketRow> = { ...before, version, lastPosition };
  change(row, event, at);
  return judged(row);
}

/** Sets what follows from other fields. */
function judged(row: Changing<TicketRow>): TicketRow {
  row.waiting = isWaiting(row);
  row.needsReply = row.waiting && row.helpdeskWrote;
  if (!row.waiting) row.waitingSince = null;
  row.check = isToCheck(row);
  return row;
}

function change(row: Changing<TicketRow>, event: Exclude<RecordedEvent, { type: 'TicketOpened' }>, at: number): void {
  switch (event.type) {
    case 'MeTooAdded':
      row.meTooCount++;
      return;
    case 'TextHidden':
      if (event.data.position === row.describedPosition) row.hiddenBecause = event.data.reason ?? '';
      return;
    case 'TextShown':
      if (event.data.position === row.describedPosition) row.hiddenBecause = null;
      return;
    case 'TextErased':
      if (event.data.position === undefined) eraseTexts(row);
      return;
    case 'DescriptionChanged':
      describe(row, event);
      break;
    case 'CategoryChanged':
      row.category = event.data.to;
      row.categoryDecidedAt ??= at;
      break;
    case 'CategoryConfirmed':
      row.categoryDecidedAt ??= at;
      break;
    case 'StatusChanged':
      move(row, event.data.from, event.data.to, at);
      break;
    case 'PlaceChanged':
      row.place = event.data.place;
      break;
    case 'Assigned':
      row.assignee = event.data.name;
      break;
    case 'PrioritySet':
      row.priority = event.data.priority;
      break;
    case 'DuplicateMarked':
      row.duplicateOf = event.data.of;
      break;
    case 'DuplicateUnmarked':
      row.duplicateOf = null;
      break;
    case 'MessagePosted':
      row.messageCount++;
      row.photoCount += event.data.photos?.length ?? 0;
      hear(row, event.role, at);
      if (event.role === 'helpdesk') row.firstAnswerAt ??= at;
      break;
    default:
      return event satisfies never;
  }
  row.modifiedAt = at;
  row.modifiedPosition = event.position;
}

/** The erasure of one event leaves its texts null in the log: refold.ts reads them again. */
function eraseTexts(row: Changing<TicketRow>): void {
  row.description = null;
  row.place = null;
  row.assignee = null;
  row.words = [];
  row.hiddenBecause = null;
  row.photoCount = 0;
  row.erased = true;
}

/** The opening and every message are words. */
function hear(row: Changing<TicketRow>, by: Role, at: number): void {
  row.lastWordBy = by;
  row.helpdeskWrote ||= by === 'helpdesk';
  row.waitingSince = by === 'user' ? (row.waitingSince ?? at) : null;
}

type Changing<T> = { -readonly [K in keyof T]: T[K] };

/** The row with an event that could not be applied: marked, so that what follows can go on. */
export function markParked(row: TicketRow, event: { readonly version: number; readonly position: number }): TicketRow {
  return { ...row, parked: true, version: Math.max(row.version, event.version), lastPosition: event.position };
}

/** The last word is a user's, and the ticket is not closed. */
function isWaiting(row: TicketRow): boolean {
  return row.lastWordBy === 'user' && row.status !== 'closed';
}

/** The categorizer was unsure, nobody has corrected or confirmed yet, and the ticket is not closed. */
function isToCheck(row: TicketRow): boolean {
  return row.confidence < CHECK_BELOW && row.categoryDecidedAt === null && row.status !== 'closed';
}

function opened(event: RecordedEvent): TicketRow {
  if (event.type !== 'TicketOpened') throw new CannotApplyError('the ticket was never opened');
  if (event.version !== 1) throw new CannotApplyError(`it is version ${event.version} of its ticket, not the first`);
  const { number, description, classification, follows, place } = event.data;
  const at = event.recordedAt.getTime();
  const row: Changing<TicketRow> = {
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
    photoCount: event.data.photos?.length ?? 0,
    place: place ?? null,
    assignee: null,
    priority: 'normal',
    duplicateOf: null,
    lastWordBy: event.role,
    firstAnswerAt: null,
    helpdeskWrote: false,
    description,
    classifiedAs: classification.category,
    confidence: classification.confidence,
    words: classification.words,
    categorizerVersion: classification.categorizerVersion,
    categoryDecidedAt: null,
    follows: follows ?? null,
    describedPosition: event.position,
    hiddenBecause: null,
    erased: false,
    parked: false,
    openedPosition: event.position,
    lastPosition: event.position,
    modifiedPosition: event.position,
    waiting: false,
    waitingSince: null,
    needsReply: false,
    check: false,
  };
  hear(row, event.role, at);
  return judged(row);
}

function describe(row: Changing<TicketRow>, event: RecordedEvent & { type: 'DescriptionChanged' }): void {
  const { description, classification } = event.data;
  row.description = description;
  row.describedPosition = event.position;
  row.hiddenBecause = null;
  if (!classification) return;
  row.classifiedAs = classification.category;
  row.confidence = classification.confidence;
  row.words = classification.words;
  row.categorizerVersion = classification.categorizerVersion;
  if (row.categoryDecidedAt === null) row.category = classification.category;
}

function move(row: Changing<TicketRow>, from: Status, to: Status, at: number): void {
  if (row.status !== from) throw new CannotApplyError(`it leaves the status ${from}, but the ticket is ${row.status}`);
  row.status = to;
  if (to === 'active') row.activatedAt = at;
  if (to !== 'closed') return;
  row.closedAt = at;
  row.resolutionBucket = durationBucket(at - row.openedAt);
}
