import type { AsOf, SortKey, TicketItem } from '#libs/read-models/types.js';
import { firstWords } from '../shared/title.js';
import { ticketUrl } from '../shared/urls.js';
import type { Requester } from '../../request/requester.decorator.js';

/** A ticket that is not closed stands out after this many milliseconds without a word: 7 days. */
const STALE = 7 * 86_400_000;
/** Characters of a title in a list, where a line has no room for more. */
const ROW_TITLE_LENGTH = 110;

/** One row of the list. */
export interface Row {
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly title: string | null;
  /** Why the helpdesk hides it from users; empty once that was erased. */
  readonly hiddenBecause: string | null;
  readonly status: string;
  readonly category: string;
  readonly place: string | null;
  /** The time that the list goes by: of the opening where it is sorted by that, else of the last activity. */
  readonly at: Date;
  readonly messages: number;
  readonly meToo: number;
  readonly waiting: boolean;
  readonly check: boolean;
  /** Something happened since the last visit that this browser has not read yet. */
  readonly fresh: boolean;
  readonly stale: boolean;
  readonly mine: boolean;
  readonly version: number;
  readonly selectable: boolean;
}

/**
 * @param past the moment as it was at: nothing can be done with it then
 * @param sort how the list is sorted
 */
export function presentRow(item: TicketItem, requester: Requester, moment: AsOf, past?: Date, sort?: SortKey): Row {
  const helpdesk = requester.role === 'helpdesk';
  return {
    id: `ticket-${item.number}`,
    number: item.number,
    url: ticketUrl(item.number, { at: past }),
    title: firstWords(item.description, ROW_TITLE_LENGTH),
    hiddenBecause: item.hiddenBecause,
    status: item.status,
    category: item.category,
    place: item.place,
    at: sort === 'opened' || sort === '-opened' ? item.openedAt : item.modifiedAt,
    messages: item.messageCount,
    meToo: item.meTooCount,
    waiting: helpdesk && item.waiting,
    check: helpdesk && item.check,
    fresh:
      requester.lastVisit !== undefined &&
      item.modifiedAt > requester.lastVisit &&
      (requester.read.get(item.number) ?? 0) < item.version,
    stale: item.status !== 'closed' && moment.at.getTime() - item.modifiedAt.getTime() > STALE,
    mine: requester.mine.includes(item.number),
    version: item.version,
    selectable: helpdesk && past === undefined,
  };
}
