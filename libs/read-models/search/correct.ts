import type { Queryable } from '#libs/platform/database.js';
import { findNumbers, prepareSearch, type Search } from './find.js';
import { parseQuery, type Term } from './query.js';
import { nearest, type Audience } from './vocabulary.js';

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
 * Looks up a search as it was typed; where it finds nothing, what was probably meant; where it finds hardly anything, that too. Which
 * words there are, and which may be meant, is asked of the audience's tickets only: who may not see closed tickets learns nothing about
 * their words.
 * @param past searches of the past are taken as they were typed
 */
export async function resolveSearch(db: Queryable, q: string, audience: Audience, past = false): Promise<Resolved> {
  const { terms: typed, ignored } = parseQuery(q);
  const search = await prepareSearch(db, typed, audience);
  const also = past || (await occurs(db, search));
  const guesses = past ? [] : await guess(db, search, also);
  for (const meant of guesses) {
    const terms = search.terms.map((term, i) => asWord(term, meant[i], also));
    const corrected = await prepareSearch(db, terms, audience);
    if (!also && !(await occurs(db, corrected))) continue;
    const words = search.terms.flatMap((term, i) => (meant[i] ? [{ typed: term.typed, meant: meant[i] }] : []));
    return { search: corrected, typed, ignored, words, also };
  }
  return { search, typed, ignored, words: [], also };
}

async function occurs(db: Queryable, search: Search): Promise<boolean> {
  return (await findNumbers(db, search, { limit: 1 })).length > 0;
}

/** For each term the word that was meant, or undefined. */
type Guess = readonly (string | undefined)[];

/**
 * What may have been meant, the likeliest first. Of a search that finds nothing, first words that nobody wrote are replaced, then also
 * words that somebody wrote so, by words that are nearly the same and at least as frequent; of one that finds something, words that
 * hardly anybody wrote so.
 */
async function guess(db: Queryable, { terms, audience, tickets }: Search, also: boolean): Promise<Guess[]> {
  const rare = Math.max(MOST_TRIED, tickets / RARE);
  const near = await Promise.all(
    terms.map(async (term) => {
      const { exact, not, ways, tickets: own } = term;
      if (exact || not || ways[0]?.length !== 1 || (also && (own === 0 || own > rare))) return [];
      const least = also ? own * MUCH_MORE : own;
      const words = await nearest(db, spellingOf(term), audience);
      return (also ? words.slice(0, 1) : words).filter((word) => word.tickets >= least).map(({ word }) => word);
    }),
  );
  const tries = also ? [0] : Array.from({ length: MOST_TRIED }, (_, n) => n);
  const guesses = (also ? [true] : [false, true]).flatMap((all) =>
    tries.map((n) => near.map((words, i) => (all || terms[i]?.tickets === 0 ? (words[n] ?? words[0]) : undefined))),
  );
  const different = new Map(guesses.filter((one) => one.some(Boolean)).map((one) => [JSON.stringify(one), one]));
  return [...different.values()];
}

function spellingOf({ ways }: Term): string {
  return ways[0]?.[0]?.spellings[0] as string;
}

/** @param also the typed word is looked for too */
function asWord(term: Term, meant: string | undefined, also: boolean): Term {
  if (meant === undefined) return term;
  const spellings = also ? [meant, spellingOf(term)] : [meant];
  return { ...term, typed: meant, ways: [[{ spellings, whole: false }]] };
}
