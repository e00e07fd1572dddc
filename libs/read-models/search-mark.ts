import type { TicketRow } from './ticket-row.js';

/** Signs that no word begins with: what a search index holds beside the words. */
export const MARK = '#';
export const OPEN_MARK = '#open';
export const WEEK_MARK = '#w';
export const WEEK_MS = 604_800_000;

/**
 * Stands beside the words of a ticket in the search index: `#open` until it is closed, then `#w2954`, the week (since 1970)
 * in which it was last modified. So a search finds the newest of many matches without looking at all of them.
 */
export function searchMark({ status, modifiedAt }: Pick<TicketRow, 'status' | 'modifiedAt'>): string {
  return status === 'closed' ? `${WEEK_MARK}${Math.floor(modifiedAt / WEEK_MS)}` : OPEN_MARK;
}
