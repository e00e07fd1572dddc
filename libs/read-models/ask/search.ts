import type { Queryable } from '#libs/platform/database.js';
import { READ } from '../schema.js';
import { OPEN_SHELF, WEEK_MS } from '../shelf.js';
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
const FEW = 200;
/** So many times the matches of a page are hoped for on the shelves that are looked at first. */
const HOPED_FOR = 1.5;
/** The index goes through so many matches of a word in the time in which one ticket is looked at for it. */
const SEEN_AT_ONCE = 6;
/** To look up a ticket and its text takes so many times as long as to see a match on a shelf. */
const LOOKUP = 4;

/** The words of what was typed, as the search knows them; none when only signs were typed, which finds nothing. */
export function typedWords(typed: string): string[] {
  return distinctWords(typed).slice(0, MOST_WORDS);
}

/** The PostgreSQL text query that wants each of the words as the beginning of a word. */
export function beginningsQuery(words: readonly string[]): string {
  return words.map((word) => `'${word}':*`).join(' & ');
}

/**
 * A way to find the tickets that match: through the list in its order, through the shelves of the open ones and the newest
 * weeks, or through the index of all words.
 */
export type SearchWay =
  | { readonly by: 'list' }
  /** Without weeks: of the open ones. */
  | { readonly by: 'shelves'; readonly byIndex: readonly boolean[]; readonly weeks?: number }
  | {
      readonly by: 'words';
      /** Where so few words begin as typed that they are asked for one by one, which the index answers much faster. */
      readonly spelledOut: readonly boolean[];
    };

interface Counted {
  tickets: number;
  open: number;
  weeks: number;
  /** For each typed word: words that begin so, and tickets that have one. */
  words: number[];
  found: number[];
}

/** How often what was typed occurs. */
export interface Occurrence {
  readonly tickets: number;
  readonly open: number;
  readonly weeks: number;
  /** The part of the tickets that probably has all the words. */
  readonly likely: number;
  readonly spelledOut: readonly boolean[];
  /** Which of the typed words the index of the shelves is asked for. */
  readonly byIndex: readonly boolean[];
}

export interface SearchedList {
  /** Of tickets that are not closed. */
  readonly openOnly: boolean;
  /** Where a list of the newest begins, milliseconds since 1970; undefined in another order, for which the newest weeks will not do. */
  readonly newestFrom?: number;
  readonly limit: number;
}

/** How often words occur is known for so long, in milliseconds: only the way to find them depends on it. */
const REMEMBERED = 60_000;
const MOST_REMEMBERED = 2_000;
const remembered = new WeakMap<Queryable, Map<string, { readonly at: number; readonly occurrence: Occurrence }>>();

/** Counts in the table of distinct words: PostgreSQL cannot know, for it plans a statement once. */
export async function occurrenceOf(db: Queryable, typed: readonly string[]): Promise<Occurrence> {
  const known = remembered.get(db) ?? new Map();
  remembered.set(db, known);
  const key = typed.join(' ');
  const found = known.get(key);
  if (found && performance.now() - found.at < REMEMBERED) return found.occurrence;
  const occurrence = await countWords(db, typed);
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, { at: performance.now(), occurrence });
  return occurrence;
}

async function countWords(db: Queryable, typed: readonly string[]): Promise<Occurrence> {
  const [row] = await ask<Counted & Record<string, unknown>>(db, COUNT, [typed]);
  const { tickets, open, weeks, words, found } = row as Counted;
  const likely = found.reduce((product, count) => (product * Math.min(count, tickets)) / Math.max(tickets, 1), 1);
  const rarest = Math.min(...found);
  const spelledOut = words.map((count) => count <= MOST_SPELLED_OUT);
  return { tickets, open, weeks, likely, spelledOut, byIndex: found.map((count) => count <= rarest * SEEN_AT_ONCE) };
}

/** The ways to find what occurs so often, the next one for when the one before has not filled the page. */
export function searchWays(
  { tickets, open, weeks, likely, spelledOut, byIndex }: Occurrence,
  list: SearchedList,
): SearchWay[] {
  const words: SearchWay = { by: 'words', spelledOut };
  const throughList = (LOOKUP * list.limit) / likely;
  if (list.openOnly) return [throughList < likely * open ? { by: 'list' } : { by: 'shelves', byIndex }];
  if (list.newestFrom === undefined) return [likely >= OFTEN ? { by: 'list' } : words];
  const matches = likely * tickets;
  if (matches <= FEW) return [words];
  // Of the newest week only a part has passed.
  const passed = (list.newestFrom / WEEK_MS) % 1;
  const some = 1 + Math.max(0, Math.ceil((HOPED_FOR * list.limit * weeks) / matches - passed));
  if (throughList < (matches / weeks) * (some - 1 + passed)) return [{ by: 'list' }];
  const narrow = [some, some * 8].filter((count) => count < weeks);
  return [...narrow.map((count) => ({ by: 'shelves' as const, byIndex, weeks: count })), words];
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
 */
export function hits({ spelledOut }: SearchWay & { by: 'words' }, typed: readonly string[]): string {
  const wanted = typed.map((word, i) => (spelledOut[i] ? wordsBeginning(word) : `'''' || ${word} || ''':*'`));
  const conditions = wanted.map((query) => `search @@ (${query})::tsquery`);
  return `select ticket_id from ${READ}.texts where generation = ${ACTIVE} and ${conditions.join(' and ')}`;
}

function wordsBeginning(typed: string): string {
  return `(select string_agg('''' || word || '''', ' | ') from ${READ}.words where generation = ${ACTIVE}
    and word >= ${typed} collate "C" and word < ${typed} || chr(1114111) collate "C")`;
}

/**
 * What stands on the shelf of the open ones, or on those of the newest weeks, as conditions on `n`, a row of `newest`. The
 * index is asked for the rarest word and those that are not much more frequent; the others are looked for in its rows.
 * @param typed placeholders of the words
 * @param byIndex which of them the index is asked for
 * @param weeks placeholder of their number; undefined for the open ones
 * @param until the newest moment of the list: the weeks end with it
 */
export function onShelves(
  typed: readonly string[],
  byIndex: readonly boolean[],
  weeks: string | undefined,
  until: string,
): string[] {
  const last = `floor(extract(epoch from ${until}) * 1000 / ${WEEK_MS})::integer`;
  const shelves = weeks
    ? `generate_series(${last} - ${weeks}::integer + 1, ${last}) s (shelf)`
    : `(values ('${OPEN_SHELF}')) s (shelf)`;
  const onAny = (word: string): string =>
    `(select string_agg('''' || shelf || ':' || ${word} || ''':*', ' | ') from ${shelves})::tsquery`;
  const words = typed.map((word, i) =>
    byIndex[i] ? `n.search @@ ${onAny(word)}` : `ts_match_vq(n.search, ${onAny(word)})`,
  );
  // What was modified before may be missing.
  const begin = `(select to_timestamp((${last} - ${weeks}::integer + 1) * ${WEEK_MS / 1000}::float8))`;
  return [`n.generation = ${ACTIVE}`, ...words, ...(weeks ? [`n.modified_at >= ${begin}`] : [])];
}
