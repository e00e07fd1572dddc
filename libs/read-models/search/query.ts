import { spellingsOf, wordsOf, type Word } from './normal-form.js';

/** So many words of a search count. */
export const MOST_WORDS = 16;

/** One word that is looked for. */
export interface Slot {
  /** In normal form; any of them. */
  readonly spellings: readonly string[];
  /** Not as the beginning or the part of another word. */
  readonly whole: boolean;
}

/** What must occur, or must not. */
export interface Term {
  readonly typed: string;
  readonly not: boolean;
  /** In quotation marks: neither corrected nor widened. */
  readonly exact: boolean;
  /** Any of these; each is of words that follow each other. */
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
  const words = number ?? typed.replace(/[“”„«»]/g, '"');
  const terms: Term[] = [];
  const ignored: string[] = [];
  let count = 0;
  for (const [token, minus = '', quoted, bare = ''] of words.matchAll(TOKEN)) {
    const not = quoted === undefined ? /^-[\p{L}\p{N}]/u.test(token) : minus === '-';
    const text = quoted ?? bare.replaceAll('"', ' ');
    const chains = chainsOf(text);
    for (const chain of quoted === undefined ? chains : [chains.flat()].filter((all) => all.length > 0)) {
      const shown = quoted ?? text.slice(chain[0]?.start, chain[0]?.end);
      count += quoted === undefined ? 1 : chains.length;
      if (count > MOST_WORDS) ignored.push(shown);
      else terms.push({ typed: shown, not, exact: quoted !== undefined, ways: waysOf(chain, quoted !== undefined) });
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
  return terms.map(({ typed, not }) => `${not ? '-' : ''}"${typed}"`).join(' ');
}

/** The words of a text, those together that are written in one piece. */
function chainsOf(text: string): Word[][] {
  const chains: Word[][] = [];
  for (const word of wordsOf(text)) {
    const last = chains.at(-1);
    if (last?.[0]?.start === word.start) last.push(word);
    else chains.push([word]);
  }
  return chains;
}

function waysOf(words: readonly Word[], exact: boolean): Slot[][] {
  const joined = words.filter((word) => word.joined);
  const covered = (word: Word): boolean => joined.some(({ start }) => start === word.start);
  if (exact) return [words.filter((word) => joined.includes(word) || !covered(word)).map((word) => slotOf(word, true))];
  const parts = words.filter((word) => !joined.includes(word));
  const sequence = parts.map((word, i) => slotOf(word, i < parts.length - 1));
  return [...joined.map((word) => [slotOf(word, false)]), sequence];
}

function slotOf({ typed }: Word, whole: boolean): Slot {
  return { spellings: spellingsOf(typed), whole };
}
