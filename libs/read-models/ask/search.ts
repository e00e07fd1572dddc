import type { Queryable } from '#libs/platform/database.js';
import { READ } from '../schema.js';
import { OPEN_MARK, WEEK_MARK, WEEK_MS } from '../search-mark.js';
import { distinctWords } from '../words.js';
import { ACTIVE, ask } from './sql.js';

/** So many words of a search count; what follows is ignored. */
const MOST_WORDS = 8;
/** So many words that begin alike are counted; where there are more, the beginning says little. */
const MOST_COUNTED = 1_000;
/** So many words that begin alike are asked for one by one. */
const MOST_SPELLED_OUT = 50;
/** Where one ticket in so many matches, going through the list in its order finds a page soonest. */
const OFTEN = 1 / 30;
/** So few matches are all looked up and sorted. */
const FEW = 1_000;
/** So many times the matches of a page are hoped for in the weeks that are looked at first. */
const HOPED_FOR = 3;

/** The words of what was typed, as the search knows them; none when only signs were typed, which finds nothing. */
export function typedWords(typed: string): string[] {
  return distinctWords(typed).slice(0, MOST_WORDS);
}

/** The PostgreSQL text query that wants each of the words as the beginning of a word. */
export function beginningsQuery(words: readonly string[]): string {
  return words.map((word) => `'${word}':*`).join(' & ');
}

/** A way to find the tickets that match: through the list, through the index of words, or through the newest weeks of it. */
export type SearchWay =
  | { readonly by: 'list' }
  | {
      readonly by: 'words';
      /** Where so few words begin as typed that they are asked for one by one, which the index answers much faster. */
      readonly spelledOut: readonly boolean[];
      readonly weeks?: number;
    };

interface Counted {
  tickets: number;
  open: number;
  weeks: number;
  /** For each typed word: words that begin so, and tickets that have one. */
  words: number[];
  found: number[];
}

export interface SearchedList {
  /** Of tickets that are not closed. */
  readonly openOnly: boolean;
  /** Only then the newest weeks will do. */
  readonly newestFirst: boolean;
  readonly limit: number;
}

/**
 * How to find what was typed, by how often its words occur: PostgreSQL cannot know, for it plans a statement once.
 * @returns the ways to try, the next one when the one before has not filled the page
 */
export async function searchWays(
  db: Queryable,
  typed: readonly string[],
  { openOnly, newestFirst, limit }: SearchedList,
): Promise<SearchWay[]> {
  const [row] = await ask<Counted & Record<string, unknown>>(db, COUNT, [typed]);
  const { tickets, open, weeks, words, found } = row as Counted;
  const likely = found.reduce((product, count) => (product * Math.min(count, tickets)) / Math.max(tickets, 1), 1);
  if (likely >= OFTEN) return [{ by: 'list' }];
  const matches = likely * (openOnly ? open : tickets);
  const all = { by: 'words' as const, spelledOut: words.map((count) => count <= MOST_SPELLED_OUT) };
  if (openOnly || matches <= FEW || !newestFirst) return [all];
  const some = Math.ceil((HOPED_FOR * limit * weeks) / matches);
  const narrow = [some, some * 8].filter((count) => count < weeks);
  return [...narrow.map((count) => ({ ...all, weeks: count })), all];
}

const COUNT = `select c.tickets, c.open, w.weeks, f.words, f.found
  from (select coalesce(sum(open + active + closed), 0)::float8 as tickets, coalesce(sum(open + active), 0)::float8 as open
        from ${READ}.categories where generation = ${ACTIVE}) c,
    (select coalesce((extract(epoch from now() - min(month)) * 1000 / ${WEEK_MS})::float8, 0) + 1 as weeks
     from ${READ}.months where generation = ${ACTIVE}) w,
    (select array_agg(l.words order by n) as words,
       array_agg(case when l.words = ${MOST_COUNTED} then 'infinity' else l.tickets end order by n) as found
     from unnest($1::text[]) with ordinality as t (typed, n) cross join lateral (
       select count(*)::integer as words, coalesce(sum(tickets), 0)::float8 as tickets from (
         select tickets from ${READ}.words where generation = ${ACTIVE} and word >= t.typed collate "C"
           and word < t.typed || chr(1114111) collate "C" limit ${MOST_COUNTED}) s) l) f`;

/**
 * The ids of the tickets that the index of words finds. Conditions of their own, for the index leaps from match to match
 * between them.
 * @param typed placeholders of the words
 * @param until the newest moment of the list: the weeks end with it
 */
export function hits(
  way: SearchWay & { by: 'words' },
  typed: readonly string[],
  openOnly: boolean,
  until: string,
): string {
  const wanted = typed.map((word, i) => (way.spelledOut[i] ? wordsBeginning(word) : `'''' || ${word} || ''':*'`));
  if (openOnly) wanted.push(`'''${OPEN_MARK}'''`);
  else if (way.weeks) wanted.push(`'''${OPEN_MARK}''' || ${lastWeeks(way.weeks, until)}`);
  const conditions = wanted.map((query) => `search @@ (${query})::tsquery`);
  return `select ticket_id from ${READ}.texts where generation = ${ACTIVE} and ${conditions.join(' and ')}`;
}

function wordsBeginning(typed: string): string {
  return `(select string_agg('''' || word || '''', ' | ') from ${READ}.words where generation = ${ACTIVE}
    and word >= ${typed} collate "C" and word < ${typed} || chr(1114111) collate "C")`;
}

function lastWeeks(weeks: number, until: string): string {
  const last = `floor(extract(epoch from ${until}) * 1000 / ${WEEK_MS})::integer`;
  return `(select string_agg(' | ''${WEEK_MARK}' || w || '''', '') from generate_series(${last} - ${weeks - 1}, ${last}) w)`;
}

/** The first moment of the weeks looked at: what was modified before may be missing. */
export function beginOfWeeks(weeks: number, until: string): string {
  return `to_timestamp((floor(extract(epoch from ${until}) * 1000 / ${WEEK_MS}) - ${weeks - 1}) * ${WEEK_MS / 1000})`;
}
