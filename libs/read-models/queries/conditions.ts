import { FILTERS, type FieldFilter } from '../fields.js';
import type { Status, TicketFilter } from '../types.js';
import type { Parameters } from './sql.js';

/*
 * What a filter means in SQL, of a ticket `t`.
 */

/** A weekday and an hour: `1-09`. */
export const OPENED_HOUR = /^[1-7]-([01]\d|2[0-3])$/;

const FLAGS = { waiting: 't.waiting', needsReply: 't.needs_reply', check: 't.to_check' } as const;
const BOUNDS = {
  openedFrom: 't.opened_at >=',
  openedUntil: 't.opened_at <=',
  closedFrom: 't.closed_at >=',
  closedUntil: 't.closed_at <=',
} as const;
const keysOf = <K extends string>(table: Readonly<Record<K, string>>): K[] => Object.keys(table) as K[];

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
  for (const name of keysOf(FLAGS))
    if (filter[name] !== undefined) where.push(`${filter[name] ? '' : 'not '}${FLAGS[name]}`);
  for (const name of keysOf(BOUNDS)) if (filter[name]) where.push(`${BOUNDS[name]} ${parameters.add(filter[name])}`);
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

/** How many tickets a span of time holds depends on its values: such a read is planned for them. */
export function isOfSpan(filter: TicketFilter): boolean {
  return keysOf(BOUNDS).some((name) => filter[name] !== undefined);
}

/** In the words of the partial indexes. */
function statusCondition(status: readonly Status[] = []): string[] {
  const those = new Set(status);
  const isOneOfThose = `t.status in (${[...those].map((one) => `'${one}'`).join(', ')})`;
  if (those.size === 0 || those.size === 3) return [];
  if (those.has('closed')) return [isOneOfThose];
  return those.size === 2 ? [`t.status <> 'closed'`] : [`t.status <> 'closed'`, isOneOfThose];
}
