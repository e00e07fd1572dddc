import type { AsOf, SortKey, TicketItem } from '#libs/read-models/types.js';
import { ticketUrl } from '../shared/ticket-url.js';
import type { Visitor } from '../../request/requester.decorator.js';

/** A ticket that is not closed stands out after this many milliseconds without a word: 7 days. */
const STALE = 7 * 86_400_000;
/** Characters of a title, and of one in a list, where a line has no room for more. */
const TITLE_LENGTH = 140;
const ROW_TITLE_LENGTH = 110;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** One row of the list. */
export interface Row {
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly title: string | null;
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
export function presentRow(item: TicketItem, visit: Visitor, moment: AsOf, past?: Date, sort?: SortKey): Row {
  const helpdesk = visit.role === 'helpdesk';
  return {
    id: `ticket-${item.number}`,
    number: item.number,
    url: ticketUrl(item.number, { at: past }),
    title: firstWords(item.description, ROW_TITLE_LENGTH),
    status: item.status,
    category: item.category,
    place: item.place,
    at: sort === 'opened' || sort === '-opened' ? item.openedAt : item.modifiedAt,
    messages: item.messageCount,
    meToo: item.meTooCount,
    waiting: helpdesk && item.waiting,
    check: helpdesk && item.check,
    fresh:
      visit.lastVisit !== undefined &&
      item.modifiedAt > visit.lastVisit &&
      (visit.read.get(item.number) ?? 0) < item.version,
    stale: item.status !== 'closed' && moment.at.getTime() - item.modifiedAt.getTime() > STALE,
    mine: visit.mine.includes(item.number),
    version: item.version,
    selectable: helpdesk && past === undefined,
  };
}

/** The first line of a description as a title, with at most so many characters. */
export function firstWords(description: string | null, length = TITLE_LENGTH): string | null {
  if (description === null) return null;
  const line = description.split('\n', 1)[0]?.trim() ?? '';
  if (line.length <= length) return line;
  // A grapheme is what a reader takes for one character: an accent or a family of emoji is not cut in two.
  const start = line.slice(0, 12 * length);
  const graphemes = Array.from(segmenter.segment(start), ({ segment }) => segment);
  if (graphemes.length <= length && start === line) return line;
  const cut = graphemes.slice(0, Math.min(length, graphemes.length - 1)).join('');
  const space = cut.lastIndexOf(' ');
  return `${(space > cut.length / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
