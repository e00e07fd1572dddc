import { wordsOf, type Word } from './normal-form.js';

/** So many words of a search count. */
export const MOST_WORDS = 16;

/** What must occur, or must not. */
export interface Term {
  readonly typed: string;
  readonly not: boolean;
  /** In quotation marks: neither corrected nor widened. */
  readonly exact: boolean;
  /** Any of these; each is of words that follow each other, the last one also as the beginning or the part of another, unless exact. */
  readonly ways: readonly (readonly string[])[];
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
    const words = wordsOf(text);
    const starts = [...new Set(words.map(({ start }) => start))];
    const pieces = starts.map((start) => words.filter((word) => word.start === start));
    for (const piece of exact ? [words] : pieces) {
      if (piece.length === 0) continue;
      const shown = exact ? text : text.slice(piece[0]?.start, piece[0]?.end);
      count += exact ? pieces.length : 1;
      if (count > MOST_WORDS) ignored.push(shown);
      else terms.push({ typed: shown, not, exact, ways: exact ? [pieces.flatMap(wholeOf)] : waysOf(piece) });
    }
  }
  return { terms, ignored, ...(number !== undefined && { number: Number(number) }) };
}

/** What is written in one piece is found as one word and by its parts. */
function waysOf(piece: readonly Word[]): string[][] {
  const parts = piece.filter(({ joined }) => !joined).map(({ typed }) => typed);
  return piece.length > parts.length ? [wholeOf(piece), parts] : [parts];
}

function wholeOf(piece: readonly Word[]): string[] {
  const whole = piece.filter(({ joined }) => joined);
  return (whole.length > 0 ? whole : piece).map(({ typed }) => typed);
}

/** A query as one would type it. */
export function queryOf(terms: readonly Term[]): string {
  return terms.map(({ typed, not, exact }) => `${not ? '-' : ''}${exact ? `"${typed}"` : typed}`).join(' ');
}

/** The query that finds just what was typed. */
export function exactQuery(terms: readonly Term[]): string {
  return queryOf(terms.map((term) => ({ ...term, exact: true })));
}
