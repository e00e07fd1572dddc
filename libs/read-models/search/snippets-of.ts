import type { Queryable } from '#libs/platform/database.js';
import type { TicketPage } from '../types.js';
import { hitsOf } from './match.js';
import { wordsOf } from './normal-form.js';
import { snippetOf, type Snippet } from './snippet.js';
import { textsOf } from './texts.js';

/** So much of a description a list shows, in characters. */
const SHOWN = 100;

/** The sentences in which a search found the tickets of its page, by number: only where the start of the description does not show it. */
export async function snippetsOf(
  db: Queryable,
  { items, terms = [], moment }: TicketPage,
): Promise<Map<number, Snippet>> {
  const wanted = terms.filter(({ not }) => !not);
  const hidden = items.flatMap(({ ticketId, number, description }) => {
    const words = wordsOf((description ?? '').split('\n', 1)[0]?.slice(0, SHOWN) ?? '');
    const missing = wanted.filter((term) => hitsOf(term, words).length === 0);
    return missing.length > 0 ? [{ ticketId, number, missing }] : [];
  });
  if (hidden.length === 0) return new Map();
  const texts = await textsOf(
    db,
    hidden.map(({ ticketId }) => ticketId),
    moment.position,
  );
  return new Map(
    hidden.flatMap(({ ticketId, number, missing }) => {
      const snippet = snippetOf(missing, wanted, texts.get(ticketId) ?? []);
      return snippet ? [[number, snippet] as const] : [];
    }),
  );
}
