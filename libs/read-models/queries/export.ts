import type { Queryable } from '#libs/platform/database.js';
import type { TicketFilter, TicketItem } from '../types.js';
import { searchTickets } from '../search/search-tickets.js';

/** Rows fetched at once. */
const PAGE = 1_000;

/** Every ticket that a filter finds, in the order of the list, page by page: any number of them in little memory. */
export async function* allTickets(db: Queryable, filter: TicketFilter): AsyncGenerator<readonly TicketItem[]> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await searchTickets(db, { ...filter, cursor, limit: PAGE }, PAGE);
    if (items.length > 0) yield items;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}
