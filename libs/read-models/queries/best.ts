import type { Queryable } from '#libs/platform/database.js';
import type { TicketFilter, TicketPage } from '../types.js';
import { wordsOf } from './conditions.js';
import { QuestionError } from './errors.js';
import { beginningsQuery } from './search.js';
import { query } from './sql.js';
import { DEFAULT_LIMIT, listTickets, MOST_ROWS } from './tickets.js';

/** So many matches are ranked, the newest ones. */
export const RANKED = 200;

/**
 * One page of a search, the best of its newest matches first: those that have the typed words whole, near to each other and in a
 * short text; of equal ones the newest.
 * @throws {QuestionError} without words, of a past moment, or behind a cursor: there is one page
 */
export async function bestTickets(db: Queryable, filter: TicketFilter): Promise<TicketPage> {
  const typed = wordsOf(filter);
  if (!filter.q || filter.at) throw new QuestionError('sort', 'best is for a search of now: give q, and no at');
  if (filter.cursor) throw new QuestionError('cursor', 'does not go with sort=best, which has one page');
  const found = await listTickets(db, { ...filter, sort: '-modified', limit: RANKED }, RANKED);
  if (!typed || found.items.length === 0) return { ...found, nextCursor: null };
  const whole = typed.map((word) => `'${word}'`).join(' | ');
  const numbers = found.items.map((item) => item.number);
  const ranks = await query<{ number: number; rank: number }>(db, RANKS, [numbers, beginningsQuery(typed), whole]);
  const rankOf = new Map(ranks.map(({ number, rank }) => [number, rank]));
  const items = found.items.toSorted((a, b) => (rankOf.get(b.number) ?? 0) - (rankOf.get(a.number) ?? 0));
  return { ...found, items: items.slice(0, Math.min(filter.limit ?? DEFAULT_LIMIT, MOST_ROWS)), nextCursor: null };
}

/** Words whole count most; 1 divides by the logarithm of the length. `search` keeps no places of words: they are read again. */
const RANKS = `select number, ts_rank(search, $3::tsquery) * 10 + ts_rank_cd(words, $2::tsquery, 1) as rank
  from (select x.number, x.search, to_tsvector('simple', x.description) as words from texts x
        where x.number = any($1::integer[]) offset 0) t`;
