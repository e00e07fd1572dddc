import type { Queryable } from '#libs/platform/database.js';
import { findNumbers, prepareSearch, type Search } from './find.js';
import { parseQuery, type Term } from './query.js';
import { nearest, type Audience, type FoundTerm } from './vocabulary.js';

/** A word was probably mistyped when another that is nearly the same occurs so many times as often. */
const MUCH_MORE = 20;
/** One ticket in so many has such a word at most. */
const RARE = 5_000;
/** So many words that may have been meant are tried. */
const MOST_TRIED = 3;

export interface Correction {
  readonly typed: string;
  readonly meant: string;
}

/** What a search is taken for. */
export interface Resolved {
  readonly search: Search;
  /** What was typed, and must be in quotation marks to be taken as it is. */
  readonly typed: readonly Term[];
  readonly ignored: readonly string[];
  /** Empty when it is taken as it was typed. */
  readonly words: readonly Correction[];
  /** The typed words occur, and are looked for too. */
  readonly also: boolean;
}

/**
 * Looks up a search as it was typed; where it finds nothing, what was probably meant. Which words there are, and which may be meant,
 * is asked of the audience's tickets only: who may not see closed tickets learns nothing about their words.
 * @param past searches of the past are taken as they were typed
 */
export async function resolveSearch(db: Queryable, q: string, audience: Audience, past = false): Promise<Resolved> {
  const { terms: typed, ignored } = parseQuery(q);
  const search = await prepareSearch(db, typed, audience);
  const found = past || (await occurs(db, search));
  const corrected = past ? undefined : found ? await widen(db, search) : await correct(db, search);
  return { search, words: [], ...corrected, typed, ignored, also: found };
}

type Corrected = Pick<Resolved, 'search' | 'words'>;

async function occurs(db: Queryable, search: Search): Promise<boolean> {
  const [only, ...others] = search.terms;
  if (only && others.length === 0 && !only.not && only.found.every(({ length }) => length === 1))
    return only.tickets > 0;
  return (await findNumbers(db, search, { limit: 1 })).length > 0;
}

/**
 * First words that nobody wrote are replaced, then also words that somebody wrote so, by words that are nearly the same and at least
 * as frequent; undefined when that finds nothing either.
 */
async function correct(db: Queryable, { terms, audience }: Search): Promise<Corrected | undefined> {
  const near = await Promise.all(
    terms.map(async (term) => {
      const words = isCorrectable(term) ? await nearest(db, spellingOf(term), audience) : [];
      return words.filter(({ tickets }) => tickets >= term.tickets).map(({ word }) => word);
    }),
  );
  const tries = Math.min(MOST_TRIED, Math.max(...near.map(({ length }) => length)));
  for (const also of [false, true]) {
    for (let n = 0; n < tries; n++) {
      const meant = terms.map((term, i) => (also || term.tickets === 0 ? (near[i]?.[n] ?? near[i]?.[0]) : undefined));
      const words = terms.flatMap(({ typed }, i) => (meant[i] === undefined ? [] : [{ typed, meant: meant[i] }]));
      if (words.length === 0) break;
      const search = await prepareSearch(
        db,
        terms.map((term, i) => asWord(term, meant[i])),
        audience,
      );
      if (await occurs(db, search)) return { search, words };
    }
  }
  return undefined;
}

/** Adds what was probably meant to words that occur, but hardly; undefined when there are none. */
async function widen(db: Queryable, { terms, audience, tickets }: Search): Promise<Corrected | undefined> {
  const words: Correction[] = [];
  const wider: Term[] = [];
  for (const term of terms) {
    const rare = isCorrectable(term) && term.tickets > 0 && term.tickets <= Math.max(MOST_TRIED, tickets / RARE);
    const [near] = rare ? await nearest(db, spellingOf(term), audience) : [];
    const meant = near && near.tickets >= term.tickets * MUCH_MORE ? near.word : undefined;
    wider.push(asWord(term, meant, spellingOf(term)));
    if (meant !== undefined) words.push({ typed: term.typed, meant });
  }
  return words.length > 0 ? { search: await prepareSearch(db, wider, audience), words } : undefined;
}

function isCorrectable({ exact, not, ways }: FoundTerm): boolean {
  return !exact && !not && ways[0]?.length === 1;
}

function spellingOf({ ways }: Term): string {
  return ways[0]?.[0]?.spellings[0] as string;
}

function asWord(term: Term, meant: string | undefined, ...also: string[]): Term {
  if (meant === undefined) return term;
  return { ...term, typed: meant, ways: [[{ spellings: [meant, ...also], whole: false }]] };
}
