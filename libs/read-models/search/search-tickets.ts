import type { Queryable } from '#libs/platform/database.js';
import { conditions, keyOf, mayBeClosed, readCursor } from '../queries/conditions.js';
import { encodeCursor } from '../queries/cursor.js';
import { QuestionError } from '../queries/errors.js';
import { Parameters, query } from '../queries/sql.js';
import { DEFAULT_LIMIT, listTickets, MOST_ROWS } from '../queries/tickets.js';
import type { SortKey, TicketFilter, TicketItem, TicketPage } from '../types.js';
import { resolveSearch, type Resolved } from './correct.js';
import { findNumbers, type Range, type Search } from './find.js';
import { findPast } from './past.js';
import { exactQuery, queryOf } from './query.js';

/** Orders other than that of opening are of so many matches, the newest; so many are counted. */
export const MOST_SORTED = 5_000;
/** So many matches are ranked, the newest ones. */
const RANKED = 200;

/**
 * A page of the tickets that a search finds, by default the newest first.
 * @throws {QuestionError} as `listTickets`
 */
export async function searchTickets(db: Queryable, filter: TicketFilter, mostRows = MOST_ROWS): Promise<TicketPage> {
  const { q, best, at } = filter;
  if (best && (!q || at)) throw new QuestionError('sort', 'best is for a search of now: give q, and no at');
  if (best && filter.cursor) throw new QuestionError('cursor', 'does not go with sort=best, which has one page');
  if (!q) return listTickets(db, filter, mostRows);
  const resolved = await resolve(db, filter);
  const page = await pageOf(db, { ...filter, limit: Math.min(filter.limit ?? DEFAULT_LIMIT, mostRows) }, resolved);
  const { ignored, words, also, search, typed } = resolved;
  const corrected = words.length > 0 &&
    page.items.length > 0 && { q: queryOf(search.terms), words, also, exact: exactQuery(typed) };
  return { ...page, terms: search.terms, ...(ignored.length > 0 && { ignored }), ...(corrected && { corrected }) };
}

function resolve(db: Queryable, filter: TicketFilter): Promise<Resolved> {
  const audience = filter.at || mayBeClosed(filter) ? 'all' : 'open';
  return resolveSearch(db, filter.q as string, audience, filter.at !== undefined);
}

type PageFilter = TicketFilter & { readonly limit: number };

async function pageOf(db: Queryable, filter: PageFilter, { search }: Resolved): Promise<TicketPage> {
  const { q: _, best, ...rest } = filter;
  const sort = filter.sort ?? '-opened';
  if (best) return bestOf(db, search, rest);
  if (!filter.at && /opened|number/.test(sort)) return byNumber(db, search, { ...rest, sort });
  const numbers = await newestOf(db, filter, search);
  const page = await listTickets(db, { ...rest, sort, numbers }, rest.limit);
  return numbers.length < MOST_SORTED ? page : { ...page, ofNewest: MOST_SORTED };
}

/** The numbers of the newest matches of a search. */
export async function matchesOf(db: Queryable, filter: TicketFilter): Promise<number[]> {
  return newestOf(db, filter, (await resolve(db, filter)).search);
}

async function newestOf(db: Queryable, filter: TicketFilter, search: Search): Promise<number[]> {
  const range = { ...(await rangeOf(db, { ...filter, sort: undefined })), limit: MOST_SORTED };
  return filter.at ? findPast(db, search, range, filter.at) : findNumbers(db, search, range);
}

/** In the order of numbers: the newest matches are looked up until there are enough that the filter lets through. */
async function byNumber(
  db: Queryable,
  search: Search,
  filter: PageFilter & { readonly sort: SortKey },
): Promise<TicketPage> {
  const { sort, cursor, limit, ...rest } = filter;
  const range = await rangeOf(db, filter);
  let behind = cursor === undefined ? range.behind : readCursor(cursor, sort).number;
  const items: TicketItem[] = [];
  for (let size = limit + 1; ; size = Math.min(size * 8, MOST_SORTED)) {
    const numbers = await findNumbers(db, search, { ...range, behind, limit: size });
    const page = await listTickets(db, { ...rest, sort, numbers, limit: limit + 1 - items.length }, limit + 1);
    items.push(...page.items);
    behind = numbers.at(-1);
    if (items.length <= limit && numbers.length === size) continue;
    const last = items[limit - 1];
    const nextCursor =
      items.length > limit && last ? encodeCursor({ sort, key: keyOf(last, sort), number: last.number }) : null;
    return { ...page, items: items.slice(0, limit), nextCursor };
  }
}

/** The numbers between which the tickets of a filter are: those opened later have higher ones. */
async function rangeOf(db: Queryable, filter: TicketFilter): Promise<Omit<Range, 'limit'>> {
  const { numbers: among, openedFrom, openedUntil, openedMonth, at } = filter;
  const ascending = /^(?:opened|number)$/.test(filter.sort ?? '');
  if (!openedFrom && !openedUntil && !openedMonth && !at) return { ascending, among };
  const parameters = new Parameters();
  const until = at && (!openedUntil || at < openedUntil) ? at : openedUntil;
  const where = conditions({ openedFrom, openedUntil: until, openedMonth }, parameters);
  const [row] = await query<{ first: number | null; last: number | null }>(
    db,
    `select min(t.number) as first, max(t.number) as last from tickets t where ${where.join(' and ')}`,
    parameters.values,
  );
  const { first, last } = row as { first: number | null; last: number | null };
  const [from, to] = [(first ?? 1) - 1, (last ?? 0) + 1];
  return { ascending, among, behind: ascending ? from : to, until: ascending ? to : from };
}

/** The best of the newest matches first: the typed words near to each other, in the description, in a short text. */
async function bestOf(db: Queryable, search: Search, filter: PageFilter): Promise<TicketPage> {
  const page = await byNumber(db, search, { ...filter, sort: '-number', limit: RANKED });
  const numbers = page.items.map(({ number }) => number);
  const ranks = await query<{ number: number }>(
    db,
    `select s.number from search s where s.number = any($1::integer[])
     order by ts_rank_cd('{0.1, 0.2, 0.4, 1}', s.described || s.placed || s.said, $2::tsquery, 1) desc, s.number desc`,
    [numbers, search.text ?? ''],
  );
  const byId = new Map(page.items.map((item) => [item.number, item]));
  const items = ranks.slice(0, filter.limit).map(({ number }) => byId.get(number) as TicketItem);
  return { ...page, items, nextCursor: null };
}
