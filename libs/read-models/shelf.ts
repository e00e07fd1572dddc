import type { TicketRow } from './fields.js';
import { distinctWords } from './words.js';

/*
 * Where a search has a ticket: among all of them, on the shelf of the event that modified it last, and until it is closed on one of
 * those of the open ones too. A shelf is a stretch of the log, so that it holds about as many tickets in a log of any size and in
 * any season. Words are kept with their shelf, so that the newest of many matches are found without looking at all of them.
 */

/** Which tickets shelves are of. */
export interface Shelves {
  /** What their names begin with. */
  readonly prefix: string;
  /** Each is of 2 ^ bits positions; said in functions.sql too. */
  readonly bits: number;
}
/** Some 6,500 tickets each, where a ticket has five events. */
export const OF_ALL: Shelves = { prefix: '', bits: 15 };
/** Those not closed are few. */
export const OF_OPEN: Shelves = { prefix: 'o', bits: 19 };

type Shelved = Pick<TicketRow, 'status' | 'modifiedPosition'>;

function shelvesOf({ status, modifiedPosition }: Shelved): string[] {
  return (status === 'closed' ? [OF_ALL] : [OF_ALL, OF_OPEN]).map(
    ({ prefix, bits }) => prefix + Math.floor(modifiedPosition / 2 ** bits),
  );
}

export function isMoved(before: Shelved, after: Shelved): boolean {
  return shelvesOf(before).join() !== shelvesOf(after).join();
}

/** The words of a ticket among all, and as they stand on its shelves: `:printer`, `299:printer`, `o9:printer`. */
export function shelved(row: TicketRow): string[] {
  const words = distinctWords(row.description ?? '');
  return ['', ...shelvesOf(row)].flatMap((shelf) => words.map((word) => `${shelf}:${word}`));
}
