import type { Queryable } from '#libs/platform/database.js';
import { conditions, mayBeClosed, readCursor } from '../queries/conditions.js';
import { Parameters, query } from '../queries/sql.js';
import type { TicketFilter } from '../types.js';
import type { Term } from './query.js';
import { lookUp, type Audience, type Found, type FoundSlot, type FoundTerm } from './vocabulary.js';

/** Up to so many matches the index is asked for all; beyond, for one stretch of numbers after the other. */
const ALL_AT_ONCE = 150;
/** So many tickets are looked at one by one, if that finds enough. */
const MOST_WALKED = 1_000;

/** What was typed, as the tickets have it. */
export interface Search extends Found {
  readonly audience: Audience;
  /** The text query; undefined when nothing can match. */
  readonly text: string | undefined;
  /** The part of the tickets that probably matches. */
  readonly likely: number;
}

/** Looks up what was typed. */
export async function prepareSearch(db: Queryable, typed: readonly Term[], audience: Audience): Promise<Search> {
  const { terms, tickets } = await lookUp(db, typed, audience);
  const part = (term: FoundTerm): number => Math.min(1, term.tickets / Math.max(tickets, 1));
  const likely = terms.reduce((product, term) => product * (term.not ? 1 - part(term) : part(term)), 1);
  return { terms, tickets, audience, text: tsQuery(terms), likely };
}

/** All of some terms, as PostgreSQL reads it. */
export function tsQuery(terms: readonly FoundTerm[]): string | undefined {
  const parts: string[] = [];
  for (const { found, not } of terms) {
    const ways = found.filter((way) => way.every(occurs)).map((way) => way.map(anyOf).join(' <-> '));
    if (ways.length > 0) parts.push(`${not ? '!' : ''}(${ways.join(' | ')})`);
    else if (!not) return undefined;
  }
  return parts.join(' & ') || undefined;
}

export function occurs({ words }: FoundSlot): boolean {
  return words.length > 0;
}

/** A slot, as PostgreSQL reads it. */
export function anyOf({ words, beginnings }: FoundSlot): string {
  const quoted = beginnings.length > 0 ? beginnings.map((word) => `'${word}':*`) : words.map((word) => `'${word}'`);
  return `(${quoted.join(' | ')})`;
}

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
  const { likely, tickets } = search;
  if (search.text === undefined) return [];
  const open = search.audience === 'open' || !mayBeClosed(filter);
  const run = async (way: Way): Promise<number[]> => {
    const { text, values } = statement(way, search.text as string, open, limit, filter);
    return (await query<{ number: number }>(db, text, values)).map(({ number }) => number);
  };
  if (limit / likely <= Math.max(MOST_WALKED, 2 * limit) && !filter.numbers) {
    const found = await run('walk');
    if (found.length === limit) return found;
  }
  return run(open || filter.numbers || likely * tickets <= ALL_AT_ONCE ? 'all' : 'stretches');
}

type Way = 'walk' | 'stretches' | 'all';

/** `offset 0` keeps the planner to the way that was chosen: it cannot know how often a word occurs. */
function statement(way: Way, query: string, open: boolean, limit: number, filter: TicketFilter): Statement {
  const { openedFrom, openedUntil, openedMonth, sort = '-number', cursor, numbers, ...rest } = filter;
  const parameters = new Parameters();
  const words = `s.words @@ ${parameters.add(query)}::tsquery`;
  const [direction, beyond, first, last, step] = sort.startsWith('-') ? DESCENDING : ASCENDING;
  const inOrder = `order by s.number ${direction}`;
  const range = conditions({ openedFrom, openedUntil, openedMonth }, parameters);
  const from = range.length > 0 ? 'tickets' : 'search';
  if (cursor) range.push(`t.number ${beyond} ${parameters.add(readCursor(cursor, sort).number)}`);
  const where = conditions(rest, parameters);
  const among = `${open ? 'and s.open' : ''} ${numbers ? `and s.number = any(${parameters.add(numbers)}::integer[])` : ''}`;
  const rows = `select s.number, s.words from search s where true ${among}`;
  const inRange = 's.number between n.low and n.high';
  const most = parameters.add(limit);
  const found = {
    walk: `(${rows} and ${inRange} ${inOrder} limit greatest(${MOST_WALKED}, 2 * ${most}::integer) offset 0) s`,
    all: `(${rows} and ${words} offset 0) s`,
    stretches: `generate_series(n.${first} >> 13, n.${last} >> 13, ${step}) g
      cross join lateral (${rows} and s.number >> 13 = g and ${words} ${inOrder} offset 0) s`,
  };
  // Each looked up by its number: the planner would read all tickets.
  const ticket = `cross join lateral (select from tickets t where t.number = s.number and ${where.join(' and ')} offset 0) t`;
  const end = { walk: `where ${words}`, all: `where ${inRange} ${inOrder}`, stretches: `where ${inRange}` };
  return {
    text: `with n as materialized (select min(number) as low, max(number) as high from ${from} t where ${[...range, 'true'].join(' and ')})
      select s.number from n cross join lateral ${found[way]} ${where.length > 0 ? ticket : ''} ${end[way]} limit ${most}::integer`,
    values: parameters.values,
  };
}

interface Statement {
  readonly text: string;
  readonly values: unknown[];
}
const DESCENDING = ['desc', '<', 'high', 'low', -1] as const;
const ASCENDING = ['asc', '>', 'low', 'high', 1] as const;
