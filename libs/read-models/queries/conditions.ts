import { FILTERS, type FieldFilter } from '../fields.js';
import type { SortKey, Status, TicketFilter } from '../types.js';
import { decodeCursor, type Cursor } from './cursor.js';
import { QuestionError } from './errors.js';
import type { Parameters } from './sql.js';

/*
 * What a filter and an order mean in SQL, of a ticket `t`.
 */

const KEYS = { opened: 'opened_at', modified: 'modified_at', number: 'number' } as const;
type SortColumn = keyof typeof KEYS;

/** A weekday and an hour: `1-09`. */
export const OPENED_HOUR = /^[1-7]-([01]\d|2[0-3])$/;

/** The conditions of a filter, but for its words and its time. */
export function conditions(filter: TicketFilter, parameters: Parameters): string[] {
  const where = statusCondition(filter.status);
  if (filter.numbers) where.push(`t.number = any(${parameters.add(filter.numbers)}::integer[])`);
  for (const { name, column, type } of FILTERS) {
    const values = name === 'status' ? undefined : filter[name as keyof FieldFilter];
    if (values?.length && type === 'uuid') where.push(isOneOf(column, values, parameters));
    else if (values?.length) where.push(`t.${column} = any(${parameters.add(values)}::text[])`);
  }
  for (const name of filter.without ?? []) where.push(`t.${name} is null`);
  if (filter.waiting !== undefined) where.push(filter.waiting ? 't.waiting' : 'not t.waiting');
  if (filter.needsReply !== undefined) where.push(filter.needsReply ? 't.needs_reply' : 'not t.needs_reply');
  if (filter.check !== undefined) where.push(filter.check ? 't.to_check' : 'not t.to_check');
  if (filter.openedFrom) where.push(`t.opened_at >= ${parameters.add(filter.openedFrom)}`);
  if (filter.openedUntil) where.push(`t.opened_at <= ${parameters.add(filter.openedUntil)}`);
  if (filter.closedFrom) where.push(`t.closed_at >= ${parameters.add(filter.closedFrom)}`);
  if (filter.closedUntil) where.push(`t.closed_at <= ${parameters.add(filter.closedUntil)}`);
  if (filter.closedWithin)
    where.push(`t.closed_at - t.opened_at <= ${parameters.add(filter.closedWithin)} * interval '24 hours'`);
  if (filter.answered) where.push('t.first_answer_at is not null');
  if (filter.openedHour)
    where.push(
      `to_char(t.opened_at at time zone (select time_zone from checkpoint), 'ID-HH24') = ${parameters.add(filter.openedHour)}`,
    );
  if (filter.openedMonth) where.push(`t.opened_month = ${parameters.add(`${filter.openedMonth}-01`)}`);
  return where;
}

/** A column with the id of another ticket, which may be asked for by number. */
function isOneOf(column: string, refs: readonly string[], parameters: Parameters): string {
  const isNumber = (ref: string): boolean => /^\d+$/.test(ref);
  const ids = parameters.add(refs.filter((ref) => !isNumber(ref)));
  const numbers = parameters.add(refs.filter(isNumber).map(Number));
  return `t.${column} = any(${ids}::uuid[] || array(select o.ticket_id from tickets o where o.number = any(${numbers}::integer[])))`;
}

/** Whether a filter may find closed tickets: who waits for an answer is not closed. */
export function mayBeClosed({ status, waiting, needsReply, check }: TicketFilter): boolean {
  return (!status?.length || status.includes('closed')) && !waiting && !needsReply && !check;
}

/** How many a span of time holds, only its ends can tell. */
export function isOfSpan({ openedFrom, openedUntil, closedFrom, closedUntil }: TicketFilter): boolean {
  return [openedFrom, openedUntil, closedFrom, closedUntil].some((one) => one !== undefined);
}

function statusCondition(status: readonly Status[] | undefined): string[] {
  if (!status?.length) return [];
  const those = new Set(status);
  if (those.size === 3) return [];
  if (those.has('closed')) return [`t.status in (${literals([...those])})`];
  // Said like the partial indexes say it.
  return those.size === 2 ? [`t.status <> 'closed'`] : [`t.status <> 'closed'`, `t.status = ${literals([...those])}`];
}

/** Values of our own enumerations only. */
function literals(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}

export function columnOf(sort: SortKey): SortColumn {
  return (sort.startsWith('-') ? sort.slice(1) : sort) as SortColumn;
}

export function orderBy(sort: SortKey, alias = 't'): string {
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const column = KEYS[columnOf(sort)];
  return column === 'number'
    ? `${alias}.number ${direction}`
    : `${alias}.${column} ${direction}, ${alias}.number ${direction}`;
}

export function keyOf(item: { openedAt: Date; modifiedAt: Date; number: number }, sort: SortKey): number {
  const column = columnOf(sort);
  if (column === 'number') return item.number;
  return (column === 'opened' ? item.openedAt : item.modifiedAt).getTime();
}

/** @throws {QuestionError} when it is none, or of another order */
export function readCursor(text: string, sort: SortKey): Cursor {
  const cursor = decodeCursor(text, sort);
  if (!cursor) throw new QuestionError('cursor', 'is not a cursor of a list in this order');
  return cursor;
}

export function behind({ sort, key, number }: Cursor, parameters: Parameters, alias = 't'): string {
  const beyond = sort.startsWith('-') ? '<' : '>';
  const column = columnOf(sort);
  if (column === 'number') return `${alias}.number ${beyond} ${parameters.add(number)}`;
  return `(${alias}.${KEYS[column]}, ${alias}.number) ${beyond} (${parameters.add(new Date(key))}::timestamptz, ${parameters.add(number)})`;
}
