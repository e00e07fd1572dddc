import type { Queryable } from '#libs/platform/database.js';
import type { TicketPage } from '../types.js';
import { query } from '../queries/sql.js';
import { editDistance } from './edit-distance.js';
import { findNumbers } from './find.js';
import { fold } from './normal-form.js';
import { exactQuery, parseQuery, queryOf, type Term } from './query.js';
import { COUNT, prepareSearch, type Audience, type FoundTerm, type Search } from './vocabulary.js';

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
  const also = asTyped || (await isFound(db, search));
  for (const meant of asTyped ? [] : await guess(db, search, also)) {
    const terms = typed.map((term, i) => asWord(term, meant[i], also));
    const corrected = await prepareSearch(db, terms, audience);
    if (!also && !(await isFound(db, corrected))) continue;
    const words = typed.flatMap((term, i) => (meant[i] ? [{ typed: term.typed, meant: meant[i] }] : []));
    return { search: corrected, ignored, corrected: { q: queryOf(terms), words, also, exact: exactQuery(typed) } };
  }
  return { search, ignored };
}

async function isFound(db: Queryable, search: Search): Promise<boolean> {
  return (await findNumbers(db, search, 1)).length > 0;
}

/** @param also the typed word is looked for too */
function asWord(term: Term, meant: string | undefined, also: boolean): Term {
  if (meant === undefined) return term;
  return { ...term, typed: meant, ways: also ? [[meant], [term.typed]] : [[meant]] };
}

/** For each term the word that was meant, or undefined. */
type Guess = readonly (string | undefined)[];

/**
 * What may have been meant, the likeliest first. Of a search that finds nothing, first words that nobody wrote are replaced, then also
 * words that somebody wrote so, by words that are nearly the same and at least as frequent; of one that finds something, words that
 * hardly anybody wrote so.
 */
async function guess(db: Queryable, { terms, audience, tickets: all }: Search, also: boolean): Promise<Guess[]> {
  const isDoubtful = ({ exact, not, ways, tickets }: FoundTerm): boolean =>
    !exact && !not && ways[0]?.length === 1 && (!also || (tickets > 0 && tickets <= Math.max(FEW, all / RARE)));
  const typed = terms.map((term) => (isDoubtful(term) ? fold(term.ways[0]?.[0] ?? '') : ''));
  const near = await nearest(db, typed.filter(Boolean), audience);
  const meant = terms.map(({ tickets }, i) => {
    const least = tickets * (also ? MUCH_MORE : 1);
    return near.filter((one) => one.typed === typed[i] && one.tickets >= least).map(({ word }) => word);
  });
  const unknown = meant.map((words, i) => (terms[i]?.tickets === 0 ? words : []));
  return (also ? [meant] : [unknown, meant]).flatMap((words) => {
    const tried = Math.min(also ? 1 : MOST_TRIED, Math.max(...words.map(({ length }) => length)));
    return Array.from({ length: tried }, (_, n) => words.map((own) => own[n] ?? own[0]));
  });
}

/** Up to so many letters, one mistake is allowed; beyond, two. */
const SHORT = 5;
const MOST_NEAR = 200;

type Near = { readonly typed: string; readonly word: string; readonly tickets: number };

/** The words that some may have been meant for, the nearest first, of these the most frequent. */
async function nearest(db: Queryable, typed: readonly string[], audience: Audience): Promise<Near[]> {
  if (typed.length === 0) return [];
  const near = await query<Near>(
    db,
    `select a.typed, w.* from unnest($1::text[]) a (typed) cross join lateral (
       select v.word, ${COUNT[audience]} as tickets from vocabulary v
       where v.near && near_keys(a.typed) and ${COUNT[audience]} > 0 and abs(length(v.word) - length(a.typed)) <= 2
       order by 2 desc limit ${MOST_NEAR}) w`,
    [typed],
  );
  return near
    .map((row) => ({ ...row, distance: editDistance(row.typed, row.word) }))
    .filter(({ typed: own, distance }) => distance > 0 && distance <= ([...own].length <= SHORT ? 1 : 2))
    .sort((a, b) => a.distance - b.distance || b.tickets - a.tickets);
}
