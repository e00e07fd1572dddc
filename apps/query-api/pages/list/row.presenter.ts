import type { TicketGroup } from '#libs/read-models/queries/duplicates.js';
import type { AsOf, TicketItem } from '#libs/read-models/types.js';
import type { ListState } from '../shared/list-state.js';
import { cleanName } from '#libs/tickets/commands.js';
import { firstWords } from '../shared/title.js';
import { trailQuery } from '../shared/trail.js';
import { ticketUrl } from '../shared/urls.js';
import type { Requester } from '../../request/requester.decorator.js';

/** A ticket that is not closed stands out after this many milliseconds without a word: 7 days. */
const STALE = 7 * 86_400_000;
/** Characters of a title in a list, where a line has no room for more. */
const ROW_TITLE_LENGTH = 100;

/**
 * One row of the list.
 * @param state of the list: with a ticket of a past moment nothing can be done
 * @param group of which the ticket is one: its head stands for all who are affected
 */
export function presentRow(
  item: TicketItem,
  requester: Requester,
  asOf: AsOf,
  state: ListState,
  group?: TicketGroup,
): object {
  const { at: past, sort } = state;
  const helpdesk = requester.role === 'helpdesk';
  const isHead = group?.head.number === item.number;
  const marks = {
    urgent: item.priority === 'urgent',
    /** Something happened since the last visit that this browser has not read yet. */
    fresh:
      requester.lastVisit !== undefined &&
      item.modifiedAt > requester.lastVisit &&
      (requester.read.get(item.number) ?? 0) < item.version,
    needsReply: helpdesk && item.needsReply,
    check: helpdesk && item.check,
    mine: requester.mine.includes(item.number),
    /** Number of the ticket that this one reports the same as. */
    sameAs: group?.members.find(({ ticketId }) => ticketId === item.duplicateOf)?.number ?? null,
  };
  return {
    ...marks,
    marked: Object.values(marks).some(Boolean),
    id: `ticket-${item.number}`,
    number: item.number,
    url: ticketUrl(item.number, { at: past, trail: trailQuery(state) }),
    title: firstWords(item.description, ROW_TITLE_LENGTH),
    /** Why the helpdesk hides it from users; empty once that was erased. */
    hiddenBecause: item.hiddenBecause,
    status: item.status,
    category: item.category,
    place: item.place,
    /** The time that the list goes by: of the opening where it is sorted by that, else of the last activity. */
    at: sort === 'opened' || sort === '-opened' ? item.openedAt : item.modifiedAt,
    messages: item.messageCount,
    meToo: group && isHead ? group.affected - 1 : item.meTooCount,
    assignee: helpdesk && item.assignee ? cleanName(item.assignee) : null,
    /** Under another one of its group. */
    under: group !== undefined && !isHead,
    stale: item.status !== 'closed' && asOf.at.getTime() - item.modifiedAt.getTime() > STALE,
    version: item.version,
    selectable: helpdesk && past === undefined,
  };
}

/** Tickets of a page with those that report the same one under the other, where the first of them stands. */
export function inGroups(
  items: readonly TicketItem[],
  groups: ReadonlyMap<string, TicketGroup>,
): readonly TicketItem[] {
  if (groups.size === 0) return items;
  const headOf = (item: TicketItem): string => groups.get(item.ticketId)?.head.ticketId ?? item.ticketId;
  const together = new Map<string, TicketItem[]>();
  for (const item of items) {
    const head = headOf(item);
    const group = together.get(head) ?? [];
    if (item.ticketId === head) group.unshift(item);
    else group.push(item);
    together.set(head, group);
  }
  return [...together.values()].flat();
}
