import type { Queryable } from '#libs/platform/database.js';
import { readItem } from '../fields.js';
import type { TicketItem } from '../types.js';
import { asOfCte } from './as-of.js';
import { ticketsOf } from './source.js';
import { Parameters, query } from './sql.js';

/** A ticket of a group; its text is not needed. */
export type GroupMember = Omit<TicketItem, 'description'>;
/** Tickets that report the same: each is a duplicate of another one of them, but for the head. */
export interface TicketGroup {
  readonly head: GroupMember;
  /** All of them, the head first, then by number. */
  readonly members: readonly GroupMember[];
  /** Everybody who reported one of them, or is affected too. */
  readonly affected: number;
}

/**
 * The groups of these tickets, by ticket id; one that is linked with none is missing.
 * @param at a past time
 */
export async function groupsOf(
  db: Queryable,
  ticketIds: readonly string[],
  at?: Date,
): Promise<ReadonlyMap<string, TicketGroup>> {
  if (ticketIds.length === 0) return new Map();
  const parameters = new Parameters();
  const asOf = asOfCte(parameters, at);
  const tickets = at ? ticketsOf(at) : 'tickets';
  // `union` ends even in a circle, which no command makes; it has no head, and is no group.
  const text = `with recursive ${asOf}, up (asked, ticket_id, duplicate_of) as (
      select t.ticket_id, t.ticket_id, t.duplicate_of from ${tickets} t where t.ticket_id = any(${parameters.add(ticketIds)}::uuid[])
      union select u.asked, t.ticket_id, t.duplicate_of from up u join ${tickets} t on t.ticket_id = u.duplicate_of
    ), down (head, ticket_id, item) as (
      select t.ticket_id, t.ticket_id, t.item from ${tickets} t where t.ticket_id in (select u.ticket_id from up u where u.duplicate_of is null)
      union select d.head, t.ticket_id, t.item from down d join ${tickets} t on t.duplicate_of = d.ticket_id
    )
    select u.asked, '[' || string_agg('{' || d.item || '}', ',' order by d.ticket_id <> d.head, d.ticket_id) || ']' as items
    from up u join down d on d.head = u.ticket_id where u.duplicate_of is null group by u.asked having count(*) > 1`;
  const rows = await query<{ asked: string; items: string }>(db, text, parameters.values);
  return new Map(rows.map(({ asked, items }) => [asked, toGroup(JSON.parse(items) as Record<string, unknown>[])]));
}

function toGroup(items: readonly Record<string, unknown>[]): TicketGroup {
  const [head, ...others] = items.map(readItem) as unknown as [GroupMember, ...GroupMember[]];
  const members = [head, ...others.sort((a, b) => a.number - b.number)];
  return { head, members, affected: members.reduce((sum, { meTooCount }) => sum + 1 + meTooCount, 0) };
}

/** Numbers of tickets by their ids. */
export async function numbersOf(db: Queryable, ticketIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (ticketIds.length === 0) return new Map();
  const text = 'select ticket_id as id, number from tickets where ticket_id = any($1::uuid[])';
  const rows = await query<{ id: string; number: number }>(db, text, [ticketIds]);
  return new Map(rows.map(({ id, number }) => [id, number]));
}
