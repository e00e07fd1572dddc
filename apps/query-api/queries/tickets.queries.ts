import type { Queryable } from '#libs/platform/database.js';
import { countTickets } from '#libs/read-models/queries/counts.js';
import { groupsOf, numbersOf } from '#libs/read-models/queries/duplicates.js';
import { mostAffected } from '#libs/read-models/queries/most-affected.js';
import { nextInQueue, queueProgress } from '#libs/read-models/queries/queue.js';
import { getTicket } from '#libs/read-models/queries/ticket.js';
import { listTickets } from '#libs/read-models/queries/tickets.js';
import { parseQuery } from '#libs/read-models/search/query.js';
import { countSearch, searchTickets } from '#libs/read-models/search/search-tickets.js';
import type {
  AsOf,
  BoundedCount,
  Role,
  TicketFilter,
  TicketItem,
  TicketPage,
  TicketView,
} from '#libs/read-models/types.js';
import { closingMessage } from '#libs/tickets/closing-message.js';
import type { Photo } from '#libs/tickets/events.js';
import { browserMark } from './browser-mark.js';
import { defineQuery } from './define-query.js';
import { itemFor, onlyHelpdesk, ticketFor, visibleTo } from './visibility.js';

/** A page of tickets. A user never gets a closed one; `status: ['closed']` or `at` by a user is rejected (403). */
export const ListTickets = defineQuery(
  'ListTickets',
  async (reads, role: Role, filter: TicketFilter): Promise<TicketPage> => {
    const list = async (): Promise<TicketPage> => {
      const page = await searchTickets(reads, visibleTo(role, filter));
      return { ...page, items: page.items.map((item) => itemFor(role, item)) };
    };
    if (!filter.q) return list();
    return reads.inSnapshot(async () => {
      const page = await list();
      const numbered = await numberedTicket(reads, role, filter);
      if (!numbered) return page;
      // The ticket comes first, and once.
      return { ...page, numbered, items: page.items.filter(({ number }) => number !== numbered.number) };
    });
  },
);

/** On the first page of a search for a number: its ticket, if this role may see it. */
export async function numberedTicket(
  db: Queryable,
  role: Role,
  { cursor, q = '', at }: TicketFilter,
): Promise<TicketItem | undefined> {
  const number = cursor ? undefined : parseQuery(q).number;
  if (number === undefined) return undefined;
  const { items } = await listTickets(db, visibleTo(role, { at, numbers: [number], limit: 1 }));
  return items[0] && itemFor(role, items[0]);
}

type Filters = Readonly<Record<string, TicketFilter>>;

/** How many tickets each of some filters with the same words finds, all at one time: for tabs and headings. */
export const CountTickets = defineQuery(
  'CountTickets',
  async (db, role: Role, filters: Filters): Promise<Record<string, BoundedCount>> => {
    const visible = Object.entries(filters).map(([key, filter]) => [key, visibleTo(role, filter)] as const);
    const count = visible.some(([, { q }]) => q) ? countSearch : countTickets;
    return count(db, Object.fromEntries(visible));
  },
);

/** The open and active tickets that most people are affected by; every role may see them. */
export const GetKnownProblems = defineQuery('GetKnownProblems', async (db, limit: number) =>
  (await mostAffected(db, limit)).map((item) => itemFor('user', item)),
);

/** The tickets that report the same as each of these, by ticket id. Numbers and counts only: every role may see them. */
export const GetGroups = defineQuery('GetGroups', groupsOf);

/** Numbers of tickets by their ids. */
export const GetNumbers = defineQuery('GetNumbers', numbersOf);

/** The next ticket of the queue of whoever has this name, or of everybody's. */
export const GetNextInQueue = defineQuery('GetNextInQueue', nextInQueue);

/** How far the work through the queue is that began at a time. */
export const GetQueueProgress = defineQuery('GetQueueProgress', queueProgress);

/** Why a user gets no content: the page says only the number and when it was closed. */
export interface ClosedForUser {
  readonly closedForUser: true;
  readonly ticketId: string;
  readonly number: number;
  readonly closedAt: Date;
  readonly asOf: AsOf;
  /** Only for the browser whose mark is in its TicketOpened or a MeTooAdded. */
  readonly own?: {
    readonly version: number;
    readonly description: string | null;
    readonly hiddenBecause: string | null;
    readonly place: string | null;
    /** undefined when the helpdesk closed it without a word; `text` is null once erased or hidden. */
    readonly message:
      | {
          readonly text: string | null;
          readonly photos: readonly Photo[];
          readonly hiddenBecause: string | null;
          readonly at: Date;
        }
      | undefined;
  };
}

/** What a ticket is looked up with, beside its UUID or number. */
interface TicketOptions {
  readonly at?: Date;
  /** Random id of the browser that asks: it may read how a ticket of its own ended. */
  readonly browser?: string;
}

/** A ticket by UUID or number with its timeline; undefined if there is none. */
export const GetTicket = defineQuery(
  'GetTicket',
  async (
    db,
    role: Role,
    ref: string | number,
    { at, browser }: TicketOptions = {},
  ): Promise<TicketView | ClosedForUser | undefined> => {
    if (at) onlyHelpdesk(role, 'a ticket as it was at a past moment');
    const { ticket: found } = await getTicket(db, String(ref), at);
    const ticket = found && ticketFor(role, found);
    if (role !== 'user' || ticket?.status !== 'closed') return ticket;
    const { ticketId, number, closedAt, asOf } = ticket;
    const own = ownEnd(ticket, browser);
    return { closedForUser: true, ticketId, number, closedAt: closedAt as Date, asOf, ...(own && { own }) };
  },
);

/** How a closed ticket ended, for a browser that reported it or is affected too. */
export function ownEnd(ticket: TicketView, browser: string | undefined): ClosedForUser['own'] {
  return browser !== undefined && isOwn(ticket, browser) ? endOf(ticket) : undefined;
}

function isOwn({ ticketId, timeline }: TicketView, browser: string): boolean {
  const mark = browserMark(browser, ticketId);
  return timeline.some((event) => ['TicketOpened', 'MeTooAdded'].includes(event.type) && event.browser === mark);
}

function endOf({ version, timeline, ...ticket }: TicketView): NonNullable<ClosedForUser['own']> {
  const { description, hiddenBecause, place } = ticket;
  const about = { version, description, hiddenBecause, place };
  const closing = closingMessage(timeline);
  if (!closing) return { ...about, message: undefined };
  const { hidden, data, recordedAt: at } = closing;
  const why = hidden === undefined ? null : (hidden ?? '');
  const message = { text: data.text, photos: data.photos ?? [], hiddenBecause: why, at };
  return { ...about, message };
}
