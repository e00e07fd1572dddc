import type { Queryable } from '#libs/platform/database.js';
import { mayBeClosed } from '../queries/conditions.js';
import { bounded, COUNTED_UP_TO, countTickets } from '../queries/counts.js';
import { QuestionError } from '../queries/errors.js';
import { query } from '../queries/sql.js';
import { DEFAULT_LIMIT, listTickets, MOST_ROWS } from '../queries/tickets.js';
import type { BoundedCount, TicketFilter, TicketPage } from '../types.js';
import { resolveSearch, type Resolved } from './correct.js';
import { findNumbers } from './find.js';
import { findPast } from './past.js';
import type { Search } from './vocabulary.js';

/** Orders other than newest opened first are of so many matches, the newest. */
export const MOST_SORTED = 5_000;
/** So many matches are ranked, the newest ones. */
const RANKED = 200;

/**
 * A page of the tickets that a search finds, by default the newest first.
 * @throws {QuestionError} as `listTickets`
 */
export async function searchTickets(db: Queryable, filter: TicketFilter, mostRows = MOST_ROWS): Promise<TicketPage> {
  const { q, best, at, cursor } = filter;
  if (best && (!q || at)) throw new QuestionError('sort', 'best is for a search of now: give q, and no at');
  if (best && cursor) throw new QuestionError('cursor', 'does not go with sort=best, which has one page');
  if (!q) return listTickets(db, filter, mostRows);
  const { search, ignored, corrected } = await resolve(db, q, [filter]);
  const limit = Math.min(filter.limit ?? DEFAULT_LIMIT, mostRows);
  const page = await (best ? bestOf : sortedPage)(db, search, filter, limit);
  return { ...page, terms: search.terms, ignored, corrected: page.items.length > 0 ? corrected : undefined };
}

/** @param filters that the search is asked with, of the same time */
function resolve(db: Queryable, q: string, filters: readonly TicketFilter[]): Promise<Resolved> {
  const isPast = filters.some(({ at }) => at);
  return resolveSearch(db, q, isPast || filters.some(mayBeClosed) ? 'tickets' : 'open', isPast);
}

async function sortedPage(db: Queryable, search: Search, filter: TicketFilter, limit: number): Promise<TicketPage> {
  const { at, sort = '-opened', cursor, ...unsorted } = filter;
  if (!at && (sort === '-opened' || sort === '-number'))
    return listTickets(db, { numbers: await findNumbers(db, search, limit + 1, filter), sort, limit }, limit);
  const numbers = await (at
    ? findPast(db, search, MOST_SORTED, filter)
    : findNumbers(db, search, MOST_SORTED, unsorted));
  const page = await listTickets(db, { ...unsorted, at, sort, cursor, numbers, limit }, limit);
  return numbers.length < MOST_SORTED ? page : { ...page, ofNewest: MOST_SORTED };
}

/** The best of the newest matches first: the typed words near to each other, in the description, in a short text. */
async function bestOf(db: Queryable, search: Search, filter: TicketFilter, limit: number): Promise<TicketPage> {
  const ranked = await query<{ number: number }>(
    db,
    `select s.number from search s where s.number = any($1::integer[])
     order by ts_rank_cd('{0.1, 0.2, 0.4, 1}', s.words, $2::tsquery, 1) desc, s.number desc limit $3`,
    [await findNumbers(db, search, RANKED, filter), search.text ?? '', limit],
  );
  const numbers = ranked.map(({ number }) => number);
  const page = await listTickets(db, { numbers, limit }, limit);
  return { ...page, items: page.items.toSorted((a, b) => numbers.indexOf(a.number) - numbers.indexOf(b.number)) };
}

/**
 * How many tickets each of some filters of one search finds, exact up to a bound.
 * @param filters with the same words, of the same time
 */
export async function countSearch<K extends string>(
  db: Queryable,
  filters: Record<K, TicketFilter>,
): Promise<Record<K, BoundedCount>> {
  const entries = Object.entries<TicketFilter>(filters) as [K, TicketFilter][];
  const { q = '', at } = entries[0]?.[1] ?? {};
  const { search } = await resolve(db, q, Object.values(filters));
  if (at) {
    const past = await findPast(db, search, MOST_SORTED, { at });
    const among = (filter: TicketFilter): TicketFilter => {
      return { ...filter, numbers: filter.numbers?.filter((number) => past.includes(number)) ?? past };
    };
    const those = Object.fromEntries(entries.map(([key, filter]) => [key, among(filter)]));
    return countTickets(db, those as Record<K, TicketFilter>, past.length >= MOST_SORTED);
  }
  const counts: number[] = [];
  for (const [, filter] of entries) counts.push((await findNumbers(db, search, COUNTED_UP_TO + 1, filter)).length);
  return bounded(entries, counts);
}
