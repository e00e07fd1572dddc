import { wordsOf, type Word } from './normal-form.js';

/** So many words of a search count. */
export const MOST_WORDS = 16;

/** One word that is looked for, as typed: any of these. */
export type Slot = readonly string[];

/** What must occur, or must not. */
export interface Term {
  readonly typed: string;
  readonly not: boolean;
  /** In quotation marks: neither corrected nor widened. */
  readonly exact: boolean;
  /** Any of these; each is of words that follow each other, the last one also as the beginning or the part of another, unless exact. */
  readonly ways: readonly (readonly Slot[])[];
}

export interface ParsedQuery {
  readonly terms: readonly Term[];
  /** Words beyond the bound. */
  readonly ignored: readonly string[];
  /** Of the ticket that is meant. */
  readonly number?: number;
}

const NUMBER =
  /^\s*(?:#|(?:ticket|issue|segnalazione|richiesta|meldung|vorgang|incidencia|demande|nr\.?|no\.?|n°)\s*#?)?\s*([1-9]\d{0,8})\s*$/iu;
const ADDRESS = /^\s*(?:https?:\/\/)?[^\s/]*\/tickets\/([1-9]\d{0,8})(?:[/?#]\S*)?\s*$/i;
const TOKEN = /(?<![^\s])(-?)"([^"]*)"?|(\S+)/g;

/** What a person typed into the search box: words, `"words that follow each other"`, `-words` that must not occur. */
export function parseQuery(typed: string): ParsedQuery {
  const number = NUMBER.exec(typed)?.[1] ?? ADDRESS.exec(typed)?.[1];
  const terms: Term[] = [];
  const ignored: string[] = [];
  let count = 0;
  for (const [token, minus, quoted, bare = ''] of (number ?? typed.replace(/[“”„«»]/g, '"')).matchAll(TOKEN)) {
    const exact = quoted !== undefined;
    const not = exact ? minus === '-' : /^-[\p{L}\p{N}]/u.test(token);
    const text = quoted ?? bare.replaceAll('"', ' ');
    const pieces = piecesOf(text);
    for (const words of exact ? [pieces.flat()] : pieces) {
      if (words.length === 0) continue;
      const shown = exact ? text : text.slice(words[0]?.start, words[0]?.end);
      count += exact ? pieces.length : 1;
      if (count > MOST_WORDS) ignored.push(shown);
      else terms.push({ typed: shown, not, exact, ways: exact ? [phraseOf(words)] : waysOf(words) });
    }
  }
  return { terms, ignored, ...(number !== undefined && { number: Number(number) }) };
}

/** A query as one would type it. */
export function queryOf(terms: readonly Term[]): string {
  return terms.map(({ typed, not, exact }) => `${not ? '-' : ''}${exact ? `"${typed}"` : typed}`).join(' ');
}

/** The query that finds just what was typed. */
export function exactQuery(terms: readonly Term[]): string {
  return queryOf(terms.map((term) => ({ ...term, exact: true })));
}

/** The words of a text, those together that are written in one piece. */
function piecesOf(text: string): Word[][] {
  const pieces = new Map<number, Word[]>();
  for (const word of wordsOf(text)) pieces.set(word.start, [...(pieces.get(word.start) ?? []), word]);
  return [...pieces.values()];
}

/** A piece is found as one word and by its parts. */
function waysOf(words: readonly Word[]): Slot[][] {
  const joined = words.filter((word) => word.joined).map(({ typed }) => [[typed]]);
  return [...joined, words.filter((word) => !word.joined).map(({ typed }) => [typed])];
}

function phraseOf(words: readonly Word[]): Slot[] {
  const joined = new Set(words.filter((word) => word.joined).map(({ start }) => start));
  return words.filter((word) => word.joined || !joined.has(word.start)).map(({ typed }) => [typed]);
}
