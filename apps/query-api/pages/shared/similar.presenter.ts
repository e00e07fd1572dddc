import type { TicketItem } from '#libs/read-models/types.js';
import { firstWords } from './title.js';

/** Tickets that look alike, as they are offered. */
export function presentSimilar(items: readonly TicketItem[]): object[] {
  return items.map(({ number, description, hiddenBecause, status, openedAt, meTooCount }) => ({
    number,
    title: firstWords(description),
    hiddenBecause,
    status,
    openedAt,
    meToo: meTooCount,
  }));
}
