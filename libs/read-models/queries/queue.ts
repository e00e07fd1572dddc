import type { Queryable } from '#libs/platform/database.js';
import type { AsOf, TicketItem } from '../types.js';
import { readAsOf } from './as-of.js';
import { groupsOf } from './duplicates.js';
import { itemsText, readItems } from './item.js';
import { CHANGED_SINCE, textOf } from './source.js';
import type { Parameters } from './sql.js';

/** Where a ticket stands in the queue: the urgent ones first, then whoever has waited longest. */
export interface QueuePlace {
  readonly urgent: boolean;
  readonly waitingSince: Date;
  readonly number: number;
}

/** The most places that are looked at: the duplicates of what was passed are passed over as well. */
const LOOKED_AT = 100;

/** Tickets on which a user wrote last, but for those that somebody else takes care of. */
function mine(parameters: Parameters, assignee: string): string {
  return assignee ? `t.waiting and (t.assignee is null or t.assignee = ${parameters.add(assignee)})` : 't.waiting';
}

/**
 * The next ticket of the queue. Of tickets that report the same only the first comes: the others are handled with it.
 * @param assignee for whom; everything where it is empty
 * @param after the place of the ticket that was shown last
 */
export async function nextInQueue(
  db: Queryable,
  assignee: string,
  after?: QueuePlace,
): Promise<{ readonly next: TicketItem | undefined; readonly asOf: AsOf }> {
  const select = (parameters: Parameters): string => {
    const order = `(t.priority = 'normal'), t.waiting_since, t.number`;
    const where = [mine(parameters, assignee)];
    if (after) {
      const { urgent, waitingSince, number } = after;
      const place = [parameters.add(!urgent), `${parameters.add(waitingSince)}::timestamptz`, parameters.add(number)];
      where.push(`(${order}) > (${place.join(', ')})`);
    }
    const found = `select t.* from tickets t where ${where.join(' and ')} order by ${order} limit ${LOOKED_AT}`;
    return `(select ${itemsText(textOf(undefined), order)} from (${found}) t) as items from as_of a`;
  };
  const { rows, asOf } = await readAsOf<{ items: string | null }>(db, undefined, select);
  const waiting = readItems(rows[0].items);
  const groups = await groupsOf(
    db,
    waiting.map(({ ticketId }) => ticketId),
  );
  const first = (item: TicketItem): boolean =>
    !groups.get(item.ticketId)?.members.some((other) => other.waiting && isBefore(placeOf(other), placeOf(item)));
  return { next: waiting.find(first), asOf };
}

/** Where a ticket that waits stands in the queue. */
export function placeOf(item: Pick<TicketItem, 'priority' | 'waitingSince' | 'number' | 'openedAt'>): QueuePlace {
  return { urgent: item.priority === 'urgent', waitingSince: item.waitingSince ?? item.openedAt, number: item.number };
}

function isBefore(a: QueuePlace, b: QueuePlace): boolean {
  if (a.urgent !== b.urgent) return a.urgent;
  return (+a.waitingSince - +b.waitingSince || a.number - b.number) < 0;
}

/** How far the work is that began at a time: those that waited then and do so no more, and those that wait now. */
export async function queueProgress(
  db: Queryable,
  assignee: string,
  since: Date,
): Promise<{ readonly done: number; readonly left: number }> {
  // What did not change since then still waits.
  const then = `select p.ticket_id from ${CHANGED_SINCE} p where p.waiting`;
  const select = (
    parameters: Parameters,
  ): string => `(select count(*)::integer from tickets t where ${mine(parameters, assignee)}) as left,
    (select count(*)::integer from (${then}) p join tickets t using (ticket_id)
     where not t.waiting and (${parameters.add(assignee)} = '' or t.assignee is null or t.assignee = ${parameters.add(assignee)})) as done from as_of a`;
  const { rows } = await readAsOf<{ done: number; left: number }>(db, since, select);
  const [{ done, left }] = rows;
  return { done, left };
}
