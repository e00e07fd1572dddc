import { shelved } from '../shelf.js';
import { isToCheck, isWaiting, lasted, type TicketRow } from '../ticket-row.js';
import { distinctWords } from '../words.js';
import { WORD_BREAK, type Column } from './statement.js';

/** What of a ticket goes into which column: of `tickets`, `texts` and `items`. */
export const TICKET_COLUMNS: readonly Column<TicketRow>[] = [
  ['ticket_id', 'uuid', (t) => t.ticketId],
  ['number', 'integer', (t) => t.number],
  ['status', 'text', (t) => t.status],
  ['category', 'text', (t) => t.category],
  ['opened_at', 'ms', (t) => t.openedAt],
  ['modified_at', 'ms', (t) => t.modifiedAt],
  ['activated_at', 'ms', (t) => t.activatedAt],
  ['closed_at', 'ms', (t) => t.closedAt],
  ['resolution_bucket', 'integer', (t) => t.resolutionBucket],
  ['version', 'integer', (t) => t.version],
  ['message_count', 'integer', (t) => t.messageCount],
  ['me_too_count', 'integer', (t) => t.meTooCount],
  ['last_word_by', 'text', (t) => t.lastWordBy],
  ['waiting', 'boolean', isWaiting],
  ['confidence', 'float8', (t) => t.confidence],
  ['category_decided_at', 'ms', (t) => t.categoryDecidedAt],
  ['to_check', 'boolean', isToCheck],
  ['follows', 'uuid', (t) => t.follows],
  ['erased', 'boolean', (t) => t.erased],
  ['parked', 'boolean', (t) => t.parked],
  ['opened_position', 'bigint', (t) => t.openedPosition],
  ['last_position', 'bigint', (t) => t.lastPosition],
  ['modified_position', 'bigint', (t) => t.modifiedPosition],
  ['lasted', 'integer', lasted],
];

export const TEXT_COLUMNS: readonly Column<TicketRow>[] = [
  ['ticket_id', 'uuid', (t) => t.ticketId],
  ['number', 'integer', (t) => t.number],
  ['description', 'text', (t) => t.description],
  ['classified_as', 'text', (t) => t.classifiedAs],
  ['words', 'words', (t) => t.words.join(WORD_BREAK)],
  ['categorizer_version', 'text', (t) => t.categorizerVersion],
  ['found_by', 'words', (t) => foundBy(t.description)],
];

/** Of `items`, what changes with every event. */
export const MODIFIED_COLUMNS: readonly Column<TicketRow>[] = [
  ['ticket_id', 'uuid', (t) => t.ticketId],
  ['modified_at', 'ms', (t) => t.modifiedAt],
  ['item', 'text', itemText],
];

/** Of `items`, all. */
export const SHELVED_COLUMNS: readonly Column<TicketRow>[] = [
  ...MODIFIED_COLUMNS,
  ['number', 'integer', (t) => t.number],
  ['description', 'text', (t) => t.description],
  ['found_by', 'words', (t) => shelved(t).join(WORD_BREAK)],
];

/** What read.item makes of the same ticket. */
function itemText(t: TicketRow): string {
  const names = `"${t.ticketId}",${t.number},"${t.status}","${t.category}"`;
  const times = `${t.openedAt},${t.modifiedAt},${t.activatedAt},${t.closedAt}`;
  return `${names},${times},${t.version},${t.messageCount},${t.meTooCount},${isWaiting(t)},${isToCheck(t)}`;
}

/** The words by which a text is found. */
export function foundBy(description: string | null): string {
  return distinctWords(description ?? '').join(WORD_BREAK);
}
