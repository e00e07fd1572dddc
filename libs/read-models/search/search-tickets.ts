import type { Queryable } from '#libs/platform/database.js';
import { mayBeClosed } from '../queries/conditions.js';
import { bounded, COUNTED_UP_TO, countTickets } from '../queries/counts.js';
import { QuestionError } from '../queries/errors.js';
import { query } from '../queries/sql.js';
import { DEFAULT_LIMIT, listTickets, MOST_ROWS } from '../queries/tickets.js';
import type { BoundedCount, TicketFilter, TicketPage } from '../types.js';
import { resolveSearch, type Resolved } from './correct.js';
import { findNumbers, type Search } from './find.js';
import { findPast } from './past.js';
import { exactQuery, queryOf } from './query.js';

/** Orders other than that of opening are of so many matches, the newest. */
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
  const resolved = await resolve(db, filter, mayBeClosed(filter));
  const limit = Math.min(filter.limit ?? DEFAULT_LIMIT, mostRows);
  const page = await pageOf(db, resolved.search, { ...filter, q: undefined, best: undefined, limit }, best);
  const { ignored, words, also, search, typed } = resolved;
  const corrected = words.length > 0 &&
    page.items.length > 0 && { q: queryOf(search.terms), words, also, exact: exactQuery(typed) };
  return { ...page, terms: search.terms, ...(ignored.length > 0 && { ignored }), ...(corrected && { corrected }) };
}

function resolve(db: Queryable, { q = '', at }: TicketFilter, closedToo: boolean): Promise<Resolved> {
  return resolveSearch(db, q, at || closedToo ? 'all' : 'open', at !== undefined);
}

async function pageOf(
  db: Queryable,
  search: Search,
  filter: TicketFilter & { readonly limit: number },
  best?: boolean,
): Promise<TicketPage> {
  const { at, limit, cursor, ...unsorted } = filter;
  if (best) return bestOf(db, search, { ...unsorted, sort: undefined }, limit);
  const sort = filter.sort ?? '-opened';
  if (!at && /opened|number/.test(sort)) {
    const numbers = await findNumbers(db, search, limit + 1, { ...unsorted, sort, cursor });
    return listTickets(db, { numbers, sort, limit }, limit);
  }
  const numbers = at
    ? amongst(await findPast(db, search, MOST_SORTED, at), filter)
    : await findNumbers(db, search, MOST_SORTED, { ...unsorted, sort: undefined });
  const page = await listTickets(db, { ...filter, sort, numbers }, limit);
  return numbers.length < MOST_SORTED ? page : { ...page, ofNewest: MOST_SORTED };
}

/** The best of the newest matches first: the typed words near to each other, in the description, in a short text. */
async function bestOf(db: Queryable, search: Search, filter: TicketFilter, limit: number): Promise<TicketPage> {
  const newest = await findNumbers(db, search, RANKED, filter);
  const ranked = await query<{ number: number }>(
    db,
    `select s.number from search s where s.number = any($1::integer[])
     order by ts_rank_cd('{0.1, 0.2, 0.4, 1}', s.words, $2::tsquery, 1) desc, s.number desc limit $3`,
    [newest, search.text ?? '', limit],
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
  const entries = Object.entries(filters) as [K, TicketFilter][];
  const [[, first]] = entries as [[K, TicketFilter]];
  const { search } = await resolve(
    db,
    first,
    entries.some(([, filter]) => mayBeClosed(filter)),
  );
  const counts: number[] = [];
  const past = first.at && (await findPast(db, search, MOST_SORTED, first.at));
  for (const [, { q: _q, sort: _sort, ...filter }] of entries) {
    if (past) counts.push((await countTickets(db, { all: { ...filter, numbers: amongst(past, filter) } })).all.count);
    else counts.push((await findNumbers(db, search, COUNTED_UP_TO + 1, filter)).length);
  }
  return bounded(entries, counts, past && past.length >= MOST_SORTED);
}

function amongst(found: readonly number[], { numbers }: TicketFilter): readonly number[] {
  return numbers ? found.filter((number) => numbers.includes(number)) : found;
}
