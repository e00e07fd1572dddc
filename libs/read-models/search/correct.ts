import type { Queryable } from '#libs/platform/database.js';
import type { CorrectedWord } from '../types.js';
import { query } from '../queries/sql.js';
import { editDistance } from './edit-distance.js';
import { findNumbers } from './find.js';
import { fold } from './normal-form.js';
import { parseQuery, type Term } from './query.js';
import { COUNT, prepareSearch, type Audience, type FoundTerm, type Search } from './vocabulary.js';

/** A word was probably mistyped when another that is nearly the same occurs so many times as often. */
const MUCH_MORE = 20;
/** One ticket in so many has such a word at most. */
const RARE = 5_000;
/** So many words that may have been meant are tried. */
const MOST_TRIED = 3;

/** What a search is taken for. */
interface Resolved<T> {
  readonly search: Search;
  readonly answer: T;
  /** What was typed, and must be in quotation marks to be taken as it is. */
  readonly typed: readonly Term[];
  readonly ignored: readonly string[];
  /** Empty when it is taken as it was typed. */
  readonly words: readonly CorrectedWord[];
  /** The typed words occur, and are looked for too. */
  readonly also: boolean;
}

/**
 * Answers a search as it was typed; where it finds nothing, what was probably meant; where it finds hardly anything, that too. Which
 * words there are, and which may be meant, is asked of the audience's tickets only: who may not see closed tickets learns nothing about
 * their words.
 * @param ask what is wanted of a search, and whether it found a ticket
 * @param past searches of the past are taken as they were typed
 */
export async function resolveSearch<T>(
  db: Queryable,
  q: string,
  audience: Audience,
  ask: (search: Search) => Promise<readonly [answer: T, found: boolean]>,
  past = false,
): Promise<Resolved<T>> {
  const { terms: typed, ignored } = parseQuery(q);
  const search = await prepareSearch(db, typed, audience);
  // What has no words that occur is asked last: hardly any other search is taken for another one than was typed.
  let [answer, found] = search.text === undefined ? [undefined, false] : await ask(search);
  const also = past || found || (await isFound(db, search));
  for (const meant of past ? [] : await guess(db, search, also)) {
    const terms = search.terms.map((term, i) => asWord(term, meant[i], also));
    const corrected = await prepareSearch(db, terms, audience);
    const [instead, finds] = await ask(corrected);
    if (!also && !finds && !(await isFound(db, corrected))) continue;
    const words = search.terms.flatMap((term, i) => (meant[i] ? [{ typed: term.typed, meant: meant[i] }] : []));
    return { search: corrected, answer: instead, typed, ignored, words, also };
  }
  answer ??= (await ask(search))[0];
  return { search, answer, typed, ignored, words: [], also };
}

/** Whether a search finds a ticket that a filter of its page does not let through. */
async function isFound(db: Queryable, search: Search): Promise<boolean> {
  return search.text !== undefined && (await findNumbers(db, search, 1)).length > 0;
}

/** So many tickets have a word that hardly anybody wrote so. */
function rareIn({ tickets }: Search): number {
  return Math.max(MOST_TRIED, tickets / RARE);
}

/** For each term the word that was meant, or undefined. */
type Guess = readonly (string | undefined)[];

/**
 * What may have been meant, the likeliest first. Of a search that finds nothing, first words that nobody wrote are replaced, then also
 * words that somebody wrote so, by words that are nearly the same and at least as frequent; of one that finds something, words that
 * hardly anybody wrote so.
 */
async function guess(db: Queryable, search: Search, also: boolean): Promise<Guess[]> {
  const { terms, audience } = search;
  const isDoubtful = ({ exact, not, ways, tickets: own }: FoundTerm): boolean =>
    !exact && !not && ways[0]?.length === 1 && (!also || (own > 0 && own <= rareIn(search)));
  const near = await nearest(db, terms.filter(isDoubtful).map(spellingOf), audience);
  const meant = terms.map((term) => {
    const least = also ? term.tickets * MUCH_MORE : term.tickets;
    const words = isDoubtful(term) ? (near.get(spellingOf(term)) ?? []) : [];
    return words.filter(({ tickets: n }) => n >= least).map(({ word }) => word);
  });
  const unknown = meant.map((words, i) => (terms[i]?.tickets === 0 ? words : []));
  const guesses = (also ? [meant] : [unknown, meant]).flatMap((words) =>
    Array.from({ length: also ? 1 : MOST_TRIED }, (_, n) => words.map((own) => own[n] ?? own[0])),
  );
  const different = new Map(guesses.filter((one) => one.some(Boolean)).map((one) => [one.join(' '), one]));
  return [...different.values()];
}

function spellingOf({ ways }: Term): string {
  return fold(ways[0]?.[0]?.[0] ?? '');
}

/** @param also the typed word is looked for too */
function asWord(term: Term, meant: string | undefined, also: boolean): Term {
  if (meant === undefined) return term;
  return { ...term, typed: meant, ways: [[also ? [meant, term.typed] : [meant]]] };
}

/** Up to so many letters, one mistake is allowed; beyond, two. */
const SHORT = 5;
const MOST_NEAR = 200;

interface Near {
  readonly word: string;
  readonly tickets: number;
}

/** For each word those that it may have been meant for, the nearest first, of these the most frequent. */
async function nearest(db: Queryable, typed: readonly string[], audience: Audience): Promise<Map<string, Near[]>> {
  const asked = typed.filter((word) => [...word].length >= 3 && !/\p{N}/u.test(word));
  if (asked.length === 0) return new Map();
  const rows = await query<Near & { typed: string }>(db, NEAR(audience), [asked]);
  const near = rows
    .map((row) => ({ ...row, distance: editDistance(row.typed, row.word) }))
    .filter(({ typed: own, distance }) => distance > 0 && distance <= mistakes(own))
    .sort((a, b) => a.distance - b.distance || b.tickets - a.tickets);
  return new Map(asked.map((word) => [word, near.filter((row) => row.typed === word)]));
}

function mistakes(word: string): number {
  return [...word].length <= SHORT ? 1 : 2;
}

const NEAR = (audience: Audience): string => `
  select a.typed, w.* from unnest($1::text[]) a (typed) cross join lateral (
    select v.word, ${COUNT[audience]} as tickets from vocabulary v
    where v.near && near_keys(a.typed) and ${COUNT[audience]} > 0 and abs(length(v.word) - length(a.typed)) <= 2
    order by 2 desc limit ${MOST_NEAR}) w`;
