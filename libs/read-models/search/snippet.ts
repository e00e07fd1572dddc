import type { Queryable } from '#libs/platform/database.js';
import type { TicketPage } from '../types.js';
import { wordsOf, type Word } from './normal-form.js';
import { readTexts } from './texts.js';
import type { FoundWord } from './vocabulary.js';

/** The sentence that a search found, in parts. */
export interface Snippet {
  readonly parts: readonly { readonly text: string; readonly marked: boolean }[];
  /** Of the message in the log; undefined for the description and the place. */
  readonly position?: number;
}

/** So much of a description a list shows, in characters. */
const SHOWN = 100;
/** Characters of a sentence before the first hit and from there on, at most. */
const BEFORE = 60;
const BEHIND = 140;
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * The sentences in which a search found the tickets of its page, by number: of each ticket the first with most of what the start of the
 * description does not show.
 */
export async function snippetsOf(db: Queryable, page: TicketPage): Promise<Map<number, Snippet>> {
  const wanted = page.terms?.filter(({ not }) => !not) ?? [];
  const rows = page.items.map(({ ticketId, number, description }) => {
    const shown = wordsOf((description ?? '').split('\n', 1)[0]?.slice(0, SHOWN) ?? '');
    const missing = wanted.filter(({ found }) => !found.some((way) => way.every((word) => isIn(word, shown))));
    return { ticketId, number, missing: missing.flatMap(({ found }) => found.flat()) };
  });
  const hidden = rows.filter(({ missing }) => missing.length > 0);
  const ids = hidden.map(({ ticketId }) => ticketId);
  const texts = await readTexts(db, ids, page.asOf.position);
  const all = wanted.flatMap(({ found }) => found.flat());
  const snippets = new Map<number, Snippet>();
  for (const { ticketId, number, missing } of hidden) {
    let most = 0;
    for (const { text, weight, position } of texts.get(ticketId)?.filter(({ former }) => !former) ?? []) {
      for (const { segment } of sentences.segment(text)) {
        const words = wordsOf(segment);
        const count = missing.filter((word) => isIn(word, words)).length;
        if (count <= most) continue;
        most = count;
        const hits = words.filter((word) => all.some((one) => isIn(one, [word])));
        snippets.set(number, { parts: marked(segment.trimEnd(), hits), ...(weight === 'D' && { position }) });
      }
    }
  }
  return snippets;
}

function isIn({ words }: FoundWord, text: readonly Word[]): boolean {
  return words.some((word) =>
    text.some(({ key }) => (word.endsWith('*') ? key.startsWith(word.slice(0, -1)) : key === word)),
  );
}

/** A sentence cut to what fits, at words. */
function marked(sentence: string, hits: readonly Word[]): Snippet['parts'] {
  const { start: first, end: least } = hits[0] ?? { start: 0, end: 0 };
  const begin = first > BEFORE ? Math.min(sentence.indexOf(' ', first - BEFORE) + 1 || first, first) : 0;
  const isCut = sentence.length > first + BEHIND;
  const end = isCut ? Math.max(sentence.lastIndexOf(' ', first + BEHIND), least) : sentence.length;
  // Words of one piece are marked together.
  const pieces = hits.filter((hit, i) => hit.end <= end && hit.start !== hits[i - 1]?.start);
  const edges = [begin, ...pieces.flatMap((piece) => [piece.start, piece.end]), end];
  const parts = edges.slice(1).map((edge, i) => ({ text: sentence.slice(edges[i], edge), marked: i % 2 === 1 }));
  const rest = (isLeft: boolean) => ({ text: isLeft ? '…' : '', marked: false });
  return [rest(begin > 0), ...parts, rest(isCut)].filter(({ text }) => text !== '');
}
