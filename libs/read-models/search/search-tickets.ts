import type { Queryable } from '#libs/platform/database.js';
import { mayBeClosed } from '../queries/conditions.js';
import { bounded, COUNTED_UP_TO, countTickets } from '../queries/counts.js';
import { QuestionError } from '../queries/errors.js';
import { Parameters, query } from '../queries/sql.js';
import { DEFAULT_LIMIT, listTickets, MOST_ROWS } from '../queries/tickets.js';
import type { BoundedCount, TicketFilter, TicketPage } from '../types.js';
import { resolveSearch } from './correct.js';
import { findNumbers, selectNumbers } from './find.js';
import { findPast } from './past.js';
import { exactQuery, queryOf } from './query.js';
import type { Audience, Search } from './vocabulary.js';

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
  const limit = Math.min(filter.limit ?? DEFAULT_LIMIT, mostRows);
  const wanted = { ...filter, q: undefined, best: undefined, limit };
  const ask = async (search: Search): Promise<[TicketPage, boolean]> => {
    const page = await (best ? bestOf(db, search, wanted) : sortedPage(db, search, wanted));
    return [page, page.items.length > 0];
  };
  const resolved = await resolveSearch(db, q, audienceOf([filter]), ask, at !== undefined);
  const { search, answer: page, typed, ignored, words, also } = resolved;
  const corrected = words.length > 0 &&
    page.items.length > 0 && { q: queryOf(search.terms), words, also, exact: exactQuery(typed) };
  return { ...page, terms: search.terms, ...(ignored.length > 0 && { ignored }), ...(corrected && { corrected }) };
}

function audienceOf(filters: readonly TicketFilter[]): Audience {
  return filters.some((filter) => filter.at || mayBeClosed(filter)) ? 'all' : 'open';
}

type PageFilter = TicketFilter & { readonly limit: number };

async function sortedPage(db: Queryable, search: Search, filter: PageFilter): Promise<TicketPage> {
  const { at, limit, cursor, ...unsorted } = filter;
  const sort = filter.sort ?? '-opened';
  if (!at && /opened|number/.test(sort)) {
    const found = (parameters: Parameters): string =>
      selectNumbers(search, limit + 1, { ...unsorted, sort, cursor }, parameters);
    return listTickets(db, { found, sort, limit }, limit);
  }
  const numbers = at
    ? amongst(await findPast(db, search, MOST_SORTED, at), filter)
    : await findNumbers(db, search, MOST_SORTED, { ...unsorted, sort: undefined });
  const page = await listTickets(db, { ...filter, sort, numbers }, limit);
  return numbers.length < MOST_SORTED ? page : { ...page, ofNewest: MOST_SORTED };
}

/** The best of the newest matches first: the typed words near to each other, in the description, in a short text. */
async function bestOf(db: Queryable, search: Search, filter: PageFilter): Promise<TicketPage> {
  const { limit } = filter;
  const newest = await findNumbers(db, search, RANKED, { ...filter, sort: undefined });
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
  const plain = entries.map(([, filter]) => filter);
  const { q = '', at } = plain[0] ?? {};
  const ask = async (search: Search): Promise<[Record<K, BoundedCount>, boolean]> => {
    const counts = await (at ? countPast(db, search, entries, at) : countNow(db, search, entries));
    return [counts, entries.some(([key]) => counts[key].count > 0)];
  };
  return (await resolveSearch(db, q, audienceOf(plain), ask, at !== undefined)).answer;
}

type Entries<K> = readonly (readonly [K, TicketFilter])[];
type Counts<K extends string> = Promise<Record<K, BoundedCount>>;

async function countNow<K extends string>(db: Queryable, search: Search, entries: Entries<K>): Counts<K> {
  const parameters = new Parameters();
  const counts = entries.map(([, filter]) => {
    const numbers = selectNumbers(search, COUNTED_UP_TO + 1, { ...filter, sort: undefined }, parameters);
    return `(select count(*) from (${numbers}) n)`;
  });
  const text = `select array[${counts.join(', ')}]::integer[] as counts`;
  const [row] = await query<{ counts: number[] }>(db, text, parameters.values);
  return bounded(entries, row?.counts ?? []);
}

async function countPast<K extends string>(db: Queryable, search: Search, entries: Entries<K>, at: Date): Counts<K> {
  const past = await findPast(db, search, MOST_SORTED, at);
  const among = entries.map(([key, filter]) => [key, { ...filter, numbers: amongst(past, filter) }]);
  return countTickets<K>(db, Object.fromEntries(among), past.length >= MOST_SORTED);
}

function amongst(found: readonly number[], { numbers }: TicketFilter): readonly number[] {
  return numbers ? found.filter((number) => numbers.includes(number)) : found;
}
