import type { TicketRow } from './ticket-row.js';
import { distinctWords } from './words.js';

export const WEEK_MS = 604_800_000;
export const OPEN_SHELF = 'o';

/**
 * Where the search has a ticket: on the shelf of the week (since 1970) in which it was last modified, and until it is closed on
 * that of the open ones too. Words are kept with their shelf, so that the newest of many matches are found without looking at
 * all of them.
 */
export function shelvesOf({ status, modifiedAt }: Pick<TicketRow, 'status' | 'modifiedAt'>): string[] {
  const week = String(weekOf(modifiedAt));
  return status === 'closed' ? [week] : [week, OPEN_SHELF];
}

export function isMoved(before: TicketRow, after: TicketRow): boolean {
  const wasOpen = before.status !== 'closed';
  return wasOpen !== (after.status !== 'closed') || weekOf(before.modifiedAt) !== weekOf(after.modifiedAt);
}

function weekOf(at: number): number {
  return Math.floor(at / WEEK_MS);
}

/** The words of a ticket as they stand on its shelves: `2954:printer`, `o:printer`. */
export function shelved(row: TicketRow): string[] {
  const words = distinctWords(row.description ?? '');
  return shelvesOf(row).flatMap((shelf) => words.map((word) => `${shelf}:${word}`));
}
