import type { Queryable } from '#libs/platform/database.js';
import type { TicketPage } from '../types.js';
import { wordsOf, type Word } from './normal-form.js';
import { readTexts, type Text } from './texts.js';
import type { FoundSlot, FoundTerm } from './vocabulary.js';

/** The sentence that a search found, in parts. */
export interface Snippet {
  readonly parts: readonly { readonly text: string; readonly marked: boolean }[];
  /** Of the message in the log; undefined for the description and the place. */
  readonly position?: number;
}

/** So much of a description a list shows, in characters. */
const SHOWN = 100;
/** Characters of a sentence before the first hit and in all, at most. */
const BEFORE = 60;
const LONGEST = 200;
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The sentences in which a search found the tickets of its page, by number: only where the start of the description does not show it. */
export async function snippetsOf(
  db: Queryable,
  { items, terms = [], moment }: TicketPage,
): Promise<Map<number, Snippet>> {
  const wanted = terms.filter(({ not }) => !not);
  const hidden = items.flatMap(({ ticketId, number, description }) => {
    const words = wordsOf((description ?? '').split('\n', 1)[0]?.slice(0, SHOWN) ?? '');
    const missing = wanted.filter((term) => !isIn(term, words));
    return missing.length > 0 ? [{ ticketId, number, missing }] : [];
  });
  const ids = hidden.map(({ ticketId }) => ticketId);
  const texts = await readTexts(db, ids, moment.position);
  return new Map(
    hidden.flatMap(({ ticketId, number, missing }) => {
      const snippet = snippetOf(missing, wanted, texts.get(ticketId)?.now ?? []);
      return snippet ? [[number, snippet] as const] : [];
    }),
  );
}

function isIn({ found }: FoundTerm, words: readonly Word[]): boolean {
  return found.some((way) => way.every((slot) => words.some((word) => isMeant(slot, word))));
}

function isMeant({ words, beginnings }: FoundSlot, { key }: Word): boolean {
  return words.includes(key) || beginnings.some((beginning) => key.startsWith(beginning));
}

const slotsOf = (terms: readonly FoundTerm[]): FoundSlot[] => terms.flatMap(({ found }) => found.flat());

/**
 * The sentence with most of what is looked for and not shown yet, the first of equal ones; undefined when there is none.
 * @param wanted marked in it too
 */
function snippetOf(
  missing: readonly FoundTerm[],
  wanted: readonly FoundTerm[],
  texts: readonly Text[],
): Snippet | undefined {
  let best: Snippet | undefined;
  let most = 0;
  for (const { text, position } of texts) {
    for (const { segment } of sentences.segment(text)) {
      const words = wordsOf(segment);
      const found = slotsOf(missing).filter((slot) => words.some((word) => isMeant(slot, word))).length;
      if (found <= most) continue;
      most = found;
      const hits = words.filter((word) => slotsOf(wanted).some((slot) => isMeant(slot, word)));
      best = { parts: marked(segment.trimEnd(), hits), position };
    }
  }
  return best;
}

/** A sentence cut to what fits, at words. */
function marked(sentence: string, hits: readonly Word[]): Snippet['parts'] {
  const first = hits[0]?.start ?? 0;
  const begin = first > BEFORE ? Math.min(sentence.indexOf(' ', first - BEFORE) + 1 || first, first) : 0;
  const fits = sentence.length - begin <= LONGEST;
  const end = fits ? sentence.length : Math.max(sentence.lastIndexOf(' ', begin + LONGEST), hits[0]?.end ?? 0);
  const parts = begin > 0 ? [{ text: '…', marked: false }] : [];
  let last = begin;
  for (const { start, end: stop } of hits) {
    if (start < last || stop > end) continue;
    parts.push(
      { text: sentence.slice(last, start), marked: false },
      { text: sentence.slice(start, stop), marked: true },
    );
    last = stop;
  }
  parts.push({ text: sentence.slice(last, end), marked: false });
  if (!fits) parts.push({ text: '…', marked: false });
  return parts.filter(({ text }) => text !== '');
}
