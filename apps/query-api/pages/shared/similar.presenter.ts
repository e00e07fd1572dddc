import type { TicketItem } from '#libs/read-models/types.js';
import { firstWords } from './title.js';

/** Tickets that look alike, as they are offered. */
export function presentSimilar(items: readonly TicketItem[]): object[] {
  return items.map(({ number, description, status, openedAt, meTooCount }) => ({
    number,
    title: firstWords(description),
    status,
    openedAt,
    meToo: meTooCount,
  }));
}
