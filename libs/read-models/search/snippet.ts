import { hitsOf } from './match.js';
import { wordsOf } from './normal-form.js';
import type { FoundTerm } from './vocabulary.js';

/** A text under a ticket. */
export interface Text {
  readonly text: string;
  /** Of the message in the log; undefined for the description and the place. */
  readonly position?: number;
}

/** The sentence that a search found, in parts. */
export interface Snippet {
  readonly parts: readonly { readonly text: string; readonly marked: boolean }[];
  readonly position?: number;
}

/** Characters of a sentence before the first hit and in all, at most. */
const BEFORE = 60;
const LONGEST = 200;
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * The sentence with most of what is looked for and not shown yet, the first of equal ones; undefined when there is none.
 * @param wanted marked in it too
 */
export function snippetOf(
  missing: readonly FoundTerm[],
  wanted: readonly FoundTerm[],
  texts: readonly Text[],
): Snippet | undefined {
  let best: { readonly snippet: Snippet; readonly found: number } | undefined;
  for (const { text, position } of texts) {
    const words = wordsOf(text);
    const hits = wanted.flatMap((term, n) => hitsOf(term, words).map(({ start, end }) => ({ start, end, n })));
    if (hits.length === 0) continue;
    for (const { segment, index } of sentences.segment(text)) {
      const inside = hits.filter(({ start, end }) => start >= index && end <= index + segment.length);
      const found = new Set(inside.flatMap(({ n }) => (missing.includes(wanted[n] as FoundTerm) ? n : []))).size;
      if (found > (best?.found ?? 0))
        best = { found, snippet: { parts: marked(text, index, segment, inside), position } };
    }
  }
  return best?.snippet;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A sentence cut to what fits, at words. */
function marked(text: string, index: number, segment: string, hits: readonly Span[]): Snippet['parts'] {
  const sorted = hits.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const first = sorted[0]?.start ?? index;
  const from = first - index > BEFORE ? text.indexOf(' ', first - BEFORE) + 1 : index;
  const begin = from > index && from <= first ? from : index;
  const sentenceEnd = index + segment.trimEnd().length;
  const end = sentenceEnd - begin > LONGEST ? Math.max(text.lastIndexOf(' ', begin + LONGEST), first) : sentenceEnd;
  const parts: { text: string; marked: boolean }[] = [];
  const put = (part: string, isMarked: boolean): void => void (part && parts.push({ text: part, marked: isMarked }));
  let last = begin;
  if (begin > index) put('…', false);
  for (const { start, end: stop } of sorted) {
    if (start < last || stop > end) continue;
    put(text.slice(last, start), false);
    put(text.slice(start, stop), true);
    last = stop;
  }
  put(text.slice(last, end), false);
  if (end < sentenceEnd) put('…', false);
  return parts;
}
