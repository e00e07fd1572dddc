import distance from 'damerau-levenshtein';
import type { Queryable } from '#libs/platform/database.js';
import type { TicketPage } from '../types.js';
import { query } from '../queries/sql.js';
import { findNumbers } from './find.js';
import { fold } from './normal-form.js';
import { exactQuery, parseQuery, queryOf } from './query.js';
import { prepareSearch, type Audience, type FoundTerm, type Search } from './vocabulary.js';

/** A word was probably mistyped when another that is nearly the same occurs so many times as often. */
const MUCH_MORE = 20;
/** So many tickets, or one in so many, have such a word at most. */
const FEW = 3;
const RARE = 5_000;
/** So many words that may have been meant are tried. */
const MOST_TRIED = 3;

/** What a search is taken for, and what its page says of that. */
export interface Resolved extends Pick<TicketPage, 'ignored' | 'corrected'> {
  readonly search: Search;
}

/**
 * Takes a search as it was typed; where it finds nothing, as it was probably meant; where it finds hardly anything, as both. Which
 * words there are, and which may be meant, is asked of the audience's tickets only: who may not see closed tickets learns nothing about
 * their words.
 * @param asTyped without corrections
 */
export async function resolveSearch(db: Queryable, q: string, audience: Audience, asTyped = false): Promise<Resolved> {
  const { terms: typed, ignored } = parseQuery(q);
  const search = await prepareSearch(db, typed, audience);
  if (asTyped) return { search, ignored };
  const also = await isFound(db, search);
  for (const guess of await guesses(db, search, also)) {
    const terms = typed.map((term, i) => {
      const meant = guess[i];
      return meant === undefined ? term : { ...term, typed: meant, ways: [[meant], ...(also ? term.ways : [])] };
    });
    const corrected = await prepareSearch(db, terms, audience);
    if (!(await isFound(db, corrected))) continue;
    const words = typed.flatMap((term, i) => (guess[i] === undefined ? [] : [{ typed: term.typed, meant: guess[i] }]));
    return { search: corrected, ignored, corrected: { q: queryOf(terms), words, also, exact: exactQuery(typed) } };
  }
  return { search, ignored };
}

async function isFound(db: Queryable, search: Search): Promise<boolean> {
  return (await findNumbers(db, search, 1)).length > 0;
}

/**
 * For each term the word that may have been meant, or undefined; the likeliest first. Of a search that finds nothing, first words that
 * nobody wrote are replaced, then also words that somebody wrote so, by words that are nearly the same and at least as frequent; of one
 * that finds something, words that hardly anybody wrote so.
 */
async function guesses(
  db: Queryable,
  { terms, audience, tickets: all }: Search,
  also: boolean,
): Promise<(string | undefined)[][]> {
  const isRare = ({ tickets }: FoundTerm): boolean => tickets > 0 && tickets <= Math.max(FEW, all / RARE);
  const meant: string[][] = [];
  for (const term of terms) {
    const [word = '', ...others] = term.ways[0] ?? [];
    const isAsked = !term.exact && !term.not && others.length === 0 && (!also || isRare(term));
    const least = Math.max(1, term.tickets * (also ? MUCH_MORE : 1));
    const near = isAsked ? await nearest(db, word, audience, least) : [];
    meant.push(near.slice(0, also ? 1 : MOST_TRIED));
  }
  const unknown = meant.map((words, i) => (terms[i]?.tickets === 0 ? words : []));
  return [unknown, meant].flatMap((words) => {
    const tries = Math.max(...words.map(({ length }) => length));
    return Array.from({ length: tries }, (_, n) => words.map((own) => own[n] ?? own[0]));
  });
}

/** Up to so many letters, one mistake is allowed; beyond, two. */
const SHORT = 5;
const MOST_NEAR = 200;

/** The words that another may have been meant for, the nearest first, of these the most frequent: at least so many tickets have them. */
async function nearest(db: Queryable, word: string, audience: Audience, least: number): Promise<string[]> {
  const typed = fold(word);
  const near = await query<{ word: string; tickets: number }>(
    db,
    `select word, ${audience} as tickets from vocabulary
     where near && near_keys($1) and ${audience} >= $2 and abs(length(word) - length($1)) <= 2 order by 2 desc limit ${MOST_NEAR}`,
    [typed, least],
  );
  return near
    .map((row) => ({ ...row, mistakes: distance(typed, row.word).steps }))
    .filter(({ mistakes }) => mistakes > 0 && mistakes <= (typed.length <= SHORT ? 1 : 2))
    .sort((a, b) => a.mistakes - b.mistakes || b.tickets - a.tickets)
    .map((row) => row.word);
}
