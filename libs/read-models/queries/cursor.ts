import type { SortKey, TicketItem } from '../types.js';
import { QuestionError } from './errors.js';
import type { Parameters } from './sql.js';

/*
 * The orders of a list of tickets `t`, and where its pages end.
 */

const KEYS = { opened: 'opened_at', modified: 'modified_at', number: 'number' } as const;
type Ordered = Pick<TicketItem, 'openedAt' | 'modifiedAt' | 'number'>;

/** Where a page ended: the sort key of its last row and the number that breaks ties. */
interface Cursor {
  /** Milliseconds since 1970, or the number where that is the key. */
  readonly key: number;
  readonly number: number;
}

/** The column that an order is by first; the number breaks ties. */
export function columnOf(sort: SortKey): (typeof KEYS)[keyof typeof KEYS] {
  return KEYS[sort.replace('-', '') as keyof typeof KEYS];
}

export function orderBy(sort: SortKey): string {
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const column = columnOf(sort);
  return `${column === 'number' ? '' : `t.${column} ${direction}, `}t.number ${direction}`;
}

/** The cursor of a page that ends with a ticket. */
export function cursorBehind(item: Ordered, sort: SortKey): string {
  const column = columnOf(sort);
  const key = column === 'number' ? item.number : +(column === 'opened_at' ? item.openedAt : item.modifiedAt);
  return Buffer.from(`${sort}.${key}.${item.number}`).toString('base64url');
}

/** @throws {QuestionError} when it is none, or of another order */
export function readCursor(text: string, sort: SortKey): Cursor {
  const parts = /^(-?(?:opened|modified|number))\.(\d{1,15})\.(\d{1,9})$/.exec(
    Buffer.from(text, 'base64url').toString(),
  );
  if (parts?.[1] !== sort) throw new QuestionError('cursor', 'is not a cursor of a list in this order');
  return { key: Number(parts[2]), number: Number(parts[3]) };
}

/** The condition of the page behind a cursor. */
export function behind(text: string, sort: SortKey, parameters: Parameters): string {
  const { key, number } = readCursor(text, sort);
  const beyond = sort.startsWith('-') ? '<' : '>';
  const column = columnOf(sort);
  if (column === 'number') return `t.number ${beyond} ${parameters.add(number)}`;
  return `(t.${column}, t.number) ${beyond} (${parameters.add(new Date(key))}::timestamptz, ${parameters.add(number)})`;
}
