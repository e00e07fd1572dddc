import type { Queryable } from '#libs/platform/database.js';
import { conditions, mayBeClosed } from '../queries/conditions.js';
import { readCursor } from '../queries/cursor.js';
import { Parameters, query } from '../queries/sql.js';
import type { TicketFilter } from '../types.js';
import type { Search } from './vocabulary.js';

/** Up to so many matches the index is asked for all; beyond, for one stretch of numbers after the other. */
const ALL_AT_ONCE = 150;
/** So many tickets are looked at one by one, if that finds enough. */
const MOST_WALKED = 1_000;

/**
 * The numbers of the tickets that match and that a filter lets through, the newest first: those with the highest numbers were opened last.
 * @param filter sorted by number or opening, if at all
 */
export async function findNumbers(
  db: Queryable,
  search: Search,
  limit: number,
  filter: TicketFilter = {},
): Promise<number[]> {
  const parameters = new Parameters();
  const text = selectNumbers(search, limit, filter, parameters);
  return (await query<{ number: number }>(db, text, parameters.values)).map(({ number }) => number);
}

/** The statement of `findNumbers`: it walks where that probably finds enough, and looks again where it did not. */
export function selectNumbers(search: Search, limit: number, filter: TicketFilter, parameters: Parameters): string {
  const { text, likely, tickets } = search;
  if (text === undefined) return 'select number from search where false';
  const numbers = (way: Way): string => selectBy(way, search, limit, filter, parameters);
  const few = isOpen(search, filter) || filter.numbers || likely * tickets <= ALL_AT_ONCE;
  const surely = numbers(few ? 'all' : 'stretches');
  if (filter.numbers || limit / likely > Math.max(MOST_WALKED, 2 * limit)) return surely;
  return `select unnest(case when cardinality(w.found) = ${limit} then w.found else array(${surely}) end) as number
    from (select array(${numbers('walk')}) as found offset 0) w`;
}

type Way = 'walk' | 'stretches' | 'all';

function isOpen({ audience }: Search, filter: TicketFilter): boolean {
  return audience === 'open' || !mayBeClosed(filter);
}

/** `offset 0` keeps the planner to the way that was chosen: it cannot know how often a word occurs. */
function selectBy(way: Way, search: Search, limit: number, filter: TicketFilter, parameters: Parameters): string {
  const { openedFrom, openedUntil, openedMonth, sort = '-number', cursor, numbers, ...rest } = filter;
  const words = `s.words @@ ${parameters.add(search.text)}::tsquery`;
  const [direction, beyond, first, last, step] = sort.startsWith('-') ? DESCENDING : ASCENDING;
  const inOrder = `order by s.number ${direction}`;
  const range = conditions({ openedFrom, openedUntil, openedMonth }, parameters);
  const from = range.length > 0 ? 'tickets' : 'search';
  if (cursor) range.push(`t.number ${beyond} ${parameters.add(readCursor(cursor, sort).number)}`);
  const where = conditions(rest, parameters);
  const among = `${isOpen(search, filter) ? 'and s.open' : ''} ${numbers ? `and s.number = any(${parameters.add(numbers)}::integer[])` : ''}`;
  const rows = `select s.number, s.words from search s where true ${among}`;
  const inRange = 's.number between n.low and n.high';
  const found = {
    walk: `(${rows} and ${inRange} ${inOrder} limit ${Math.max(MOST_WALKED, 2 * limit)} offset 0) s`,
    all: `(${rows} and ${words} offset 0) s`,
    stretches: `generate_series(n.${first} >> 13, n.${last} >> 13, ${step}) g
      cross join lateral (${rows} and s.number >> 13 = g and ${words} ${inOrder} offset 0) s`,
  };
  // Each looked up by its number: the planner would read all tickets.
  const ticket = `cross join lateral (select from tickets t where t.number = s.number and ${where.join(' and ')} offset 0) t`;
  const end = { walk: `where ${words}`, all: `where ${inRange} ${inOrder}`, stretches: `where ${inRange}` };
  return `with n as materialized (select min(number) as low, max(number) as high from ${from} t where ${[...range, 'true'].join(' and ')})
    select s.number from n cross join lateral ${found[way]} ${where.length > 0 ? ticket : ''} ${end[way]} limit ${limit}`;
}

const DESCENDING = ['desc', '<', 'high', 'low', -1] as const;
const ASCENDING = ['asc', '>', 'low', 'high', 1] as const;
