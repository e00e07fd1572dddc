import type { Queryable } from '#libs/platform/database.js';
import type { Term } from './query.js';
import { tsQuery } from './ts-query.js';
import { query } from '../queries/sql.js';
import { lookUp, type Audience, type FoundTerm } from './vocabulary.js';

/** Up to so many matches the index is asked for all; beyond, for one stretch of numbers after the other. */
const ALL_AT_ONCE = 150;
/** So many tickets are looked at one by one, if that finds enough. */
const MOST_WALKED = 1_000;

/** What was typed, as the tickets have it. */
export interface Search {
  readonly terms: readonly FoundTerm[];
  readonly audience: Audience;
  /** The text query; undefined when nothing can match. */
  readonly text: string | undefined;
  /** The part of the tickets that probably matches. */
  readonly likely: number;
  /** Of the audience. */
  readonly tickets: number;
}

/** Looks up what was typed. */
export async function prepareSearch(db: Queryable, typed: readonly Term[], audience: Audience): Promise<Search> {
  const { terms, tickets } = await lookUp(db, typed, audience);
  const part = (term: FoundTerm): number => Math.min(1, term.tickets / Math.max(tickets, 1));
  const likely = terms.reduce((product, term) => product * (term.not ? 1 - part(term) : part(term)), 1);
  return { terms, audience, text: terms.length > 0 ? tsQuery(terms) : undefined, likely, tickets };
}

export interface Range {
  readonly limit: number;
  /** The oldest first; default the newest. */
  readonly ascending?: boolean;
  /** Only numbers behind this one. */
  readonly behind?: number;
  /** Only numbers before this one, in the order asked for. */
  readonly until?: number;
  /** Only these numbers. */
  readonly among?: readonly number[];
}

/** The numbers of the tickets that match, the newest first: those with the highest numbers were opened last. */
export async function findNumbers(db: Queryable, search: Search, range: Range): Promise<number[]> {
  const { text, likely, tickets, audience } = search;
  if (text === undefined || range.limit === 0) return [];
  const most = Math.max(MOST_WALKED, 2 * range.limit);
  if (range.limit / likely <= most && !range.among) {
    const found = await run(db, 'walk', search, range, most);
    if (found.length === range.limit || tickets <= most) return found;
  }
  const all = audience === 'open' || range.among || likely * tickets <= ALL_AT_ONCE;
  return run(db, all ? 'all' : 'stretches', search, range, all ? range.among : undefined);
}

type Way = 'walk' | 'stretches' | 'all';

/** @param more tickets to look at, or numbers among which to look */
async function run(
  db: Queryable,
  way: Way,
  { text, audience }: Search,
  range: Range,
  more?: unknown,
): Promise<number[]> {
  const { limit, ascending = false, behind, until } = range;
  const [first, last] = ascending ? [0, HIGHEST] : [HIGHEST, 0];
  const values = [text, limit, behind ?? first, until ?? last, ...(more === undefined ? [] : [more])];
  const statement = WAYS[way](audience, ascending, more !== undefined);
  return (await query<{ number: number }>(db, statement, values)).map(({ number }) => number);
}

const HIGHEST = 2 ** 31 - 1;

/** `offset 0` keeps the planner to the way that was chosen: it cannot know how often a word occurs. */
const WAYS = {
  walk: (audience: Audience, ascending: boolean) => `
    select number from (select s.number, s.described || s.placed || s.said as words from search s where ${seen(audience)} and s.${between(ascending)}
      order by s.number ${order(ascending)} limit $5 offset 0) s
    where words @@ $1::tsquery limit $2`,
  stretches: (_audience: Audience, ascending: boolean) => `
    select s.number from (select greatest(${ascending ? '$3' : '$4'}, 0) >> 13 as first,
      least(${ascending ? '$4' : '$3'}, (select max(number) from search)) >> 13 as last) n
    cross join lateral generate_series(${ascending ? 'first, last, 1' : 'last, first, -1'}) as stretch
    cross join lateral (select number from (select s.number from search s
      where s.number >> 13 = stretch and (s.described || s.placed || s.said) @@ $1::tsquery offset 0) s
      where ${between(ascending)} order by number ${order(ascending)} offset 0) s
    limit $2`,
  all: (audience: Audience, ascending: boolean, among: boolean) => `
    select number from (select s.number from search s where ${seen(audience)} and (s.described || s.placed || s.said) @@ $1::tsquery
      ${among ? 'and s.number = any($5::integer[])' : ''} offset 0) s
    where ${between(ascending)} order by number ${order(ascending)} limit $2`,
} satisfies Record<Way, (audience: Audience, ascending: boolean, among: boolean) => string>;

function seen(audience: Audience): string {
  return audience === 'open' ? 's.open' : 'true';
}

function between(ascending: boolean): string {
  return ascending ? 'number between $3 + 1 and $4 - 1' : 'number between $4 + 1 and $3 - 1';
}

function order(ascending: boolean): string {
  return ascending ? 'asc' : 'desc';
}
