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
 * @param filter a cursor is one of `-opened` or `-number`
 */
export async function findNumbers(
  db: Queryable,
  search: Search,
  limit: number,
  filter: TicketFilter = {},
): Promise<number[]> {
  const { text, likely, tickets, audience } = search;
  if (text === undefined) return [];
  const open = audience === 'open' || !mayBeClosed(filter);
  const findBy = async (way: Way): Promise<number[]> => {
    const parameters = new Parameters();
    const statement = selectNumbers(way, text, open, limit, filter, parameters);
    return (await query<{ number: number }>(db, statement, parameters.values)).map(({ number }) => number);
  };
  if (!filter.numbers && limit / likely <= Math.max(MOST_WALKED, 2 * limit)) {
    const found = await findBy('walk');
    if (found.length === limit) return found;
  }
  return findBy(open || filter.numbers || likely * tickets <= ALL_AT_ONCE ? 'all' : 'stretches');
}

type Way = 'walk' | 'stretches' | 'all';

/** `offset 0` keeps the planner to the way that was chosen: it cannot know how often a word occurs. */
function selectNumbers(
  way: Way,
  text: string,
  open: boolean,
  limit: number,
  { openedFrom, openedUntil, openedMonth, sort = '-opened', cursor, numbers, ...rest }: TicketFilter,
  parameters: Parameters,
): string {
  const words = `s.words @@ ${parameters.add(text)}::tsquery`;
  const range = conditions({ openedFrom, openedUntil, openedMonth }, parameters);
  if (cursor) range.push(`t.number < ${parameters.add(readCursor(cursor, sort).number)}`);
  const where = conditions(rest, parameters);
  const among = `${open ? 'and s.open' : ''} ${numbers ? `and s.number = any(${parameters.add(numbers)}::integer[])` : ''}`;
  const rows = `select s.number, s.words from search s where true ${among}`;
  const inRange = 's.number between n.low and n.high';
  const inOrder = 'order by s.number desc';
  const found = {
    walk: `(${rows} and ${inRange} ${inOrder} limit ${Math.max(MOST_WALKED, 2 * limit)} offset 0) s`,
    all: `(${rows} and ${words} offset 0) s`,
    stretches: `generate_series(n.high >> 13, n.low >> 13, -1) g
      cross join lateral (${rows} and s.number >> 13 = g and ${words} ${inOrder} offset 0) s`,
  };
  // Each looked up by its number: the planner would read all tickets.
  const ticket = `cross join lateral (select from tickets t where t.number = s.number and ${where.join(' and ')} offset 0) t`;
  const end = `where ${inRange} and ${words} ${way === 'all' ? inOrder : ''} limit ${limit}`;
  return `with n as materialized (select min(number) as low, max(number) as high from tickets t where ${[...range, 'true'].join(' and ')})
    select s.number from n cross join lateral ${found[way]} ${where.length > 0 ? ticket : ''} ${end}`;
}
