import type { Queryable } from '#libs/platform/database.js';
import { READ } from '../schema.js';
import { OF_ALL, OF_OPEN } from '../shelf.js';
import { distinctWords } from '../words.js';
import { AS_OF } from './moment.js';
import { ACTIVE, ask, type Parameters } from './sql.js';

/** So many words of a search count; what follows is ignored. */
const MOST_WORDS = 8;
/** So many words that begin alike are counted; where there are more, the beginning says little. */
const MOST_COUNTED = 1_000;
/** So many words that begin alike, on so many shelves, are asked for one by one. */
const MOST_SPELLED_OUT = 60;
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
 * A way to find the tickets that match: through the list in its order, through the newest shelves, of all tickets or of the
 * open ones, or through the index of all words.
 */
export type SearchWay =
  | { readonly by: 'list' }
  | ({ readonly by: 'shelves' } & ByShelves)
  | {
      readonly by: 'words';
      readonly spelledOut: readonly boolean[];
    };

export interface ByShelves {
  readonly of: 'all' | 'open';
  /** So many of the newest; undefined for all there are. */
  readonly newest?: number;
  /** Which of the typed words the index is asked for; the others are looked for in the rows it finds. */
  readonly byIndex: readonly boolean[];
  /** Where so few words begin as typed that they are asked for one by one, which the index answers much faster. */
  readonly spelledOut: readonly boolean[];
}

interface Counted {
  tickets: number;
  open: number;
  /** Of the last event. */
  position: number;
  /** For each typed word: words that begin so, and tickets that have one. */
  words: number[];
  found: number[];
}

/** How often what was typed occurs. */
export interface Occurrence {
  readonly tickets: number;
  readonly open: number;
  readonly position: number;
  /** The part of the tickets that probably has all the words. */
  readonly likely: number;
  /** How many words begin with each of the typed ones. */
  readonly words: readonly number[];
  /** Which of the typed words the index of the shelves is asked for. */
  readonly byIndex: readonly boolean[];
}

export interface SearchedList {
  /** Of tickets that are not closed. */
  readonly openOnly: boolean;
  /** Of now, in the order of the last modification; for others the newest shelves will not do. */
  readonly newestFirst: boolean;
  /** It begins with the newest there is. */
  readonly fromTop: boolean;
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
  const { tickets, open, position, words, found } = row as Counted;
  const likely = found.reduce((product, count) => (product * Math.min(count, tickets)) / Math.max(tickets, 1), 1);
  const rarest = Math.min(...found);
  return { tickets, open, position, likely, words, byIndex: found.map((count) => count <= rarest * SEEN_AT_ONCE) };
}

/** The ways to find what occurs so often, the next one for when the one before has not filled the page. */
export function searchWays(occurrence: Occurrence, list: SearchedList): SearchWay[] {
  const { tickets, likely } = occurrence;
  const words = wayOfWords(occurrence);
  if (list.openOnly) return throughShelves(occurrence, list, 'open');
  if (!list.newestFirst) return [likely >= OFTEN ? { by: 'list' } : words];
  return likely * tickets <= FEW ? [words] : throughShelves(occurrence, list, 'all');
}

/** Through the index of all words. */
export function wayOfWords({ words }: Occurrence): SearchWay & { by: 'words' } {
  return { by: 'words', spelledOut: words.map((count) => count <= MOST_SPELLED_OUT) };
}

/** Through all the shelves of the open ones. */
export function allOpen({ byIndex, words, position }: Occurrence): ByShelves {
  const shelves = position / 2 ** OF_OPEN.bits + 1;
  return { of: 'open', byIndex, spelledOut: words.map((count) => count * shelves <= MOST_SPELLED_OUT) };
}

/** Through as many shelves as will probably fill the page, then through eight times as many, then through all; or along the list. */
function throughShelves(occurrence: Occurrence, list: SearchedList, of: ByShelves['of']): SearchWay[] {
  const { tickets, open, position, likely, words, byIndex } = occurrence;
  const shelves = position / 2 ** (of === 'all' ? OF_ALL : OF_OPEN).bits;
  const matches = (likely * (of === 'all' ? tickets : open)) / Math.max(shelves, 1);
  // The newest shelf is filled up to the last event; where a later page begins is not known here.
  const filled = list.fromTop ? shelves % 1 : 0;
  const some = list.newestFirst ? 1 + Math.max(0, Math.ceil((HOPED_FOR * list.limit) / matches - filled)) : Infinity;
  const seen = matches * Math.min(some - 1 + filled, shelves);
  if ((LOOKUP * list.limit) / likely < seen) return [{ by: 'list' }];
  const narrow = [some, some * 8].filter((newest) => newest < shelves);
  return [
    ...narrow.map((newest): SearchWay => {
      const spelledOut = words.map((count) => count * newest <= MOST_SPELLED_OUT);
      return { by: 'shelves', of, newest, byIndex, spelledOut };
    }),
    of === 'all' ? wayOfWords(occurrence) : { by: 'shelves', ...allOpen(occurrence) },
  ];
}

const COUNT = `select c.tickets, c.open, p.position, f.words, f.found
  from (select coalesce(sum(open + active + closed), 0)::float8 as tickets, coalesce(sum(open + active), 0)::float8 as open
        from ${READ}.categories where generation = ${ACTIVE}) c,
    (select coalesce(sum(position), 0)::float8 as position from ${READ}.checkpoints where generation = ${ACTIVE}) p,
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
  return `(select string_agg('''' || word || '''', ' | ') from ${wordsLike(typed)})`;
}

/** The distinct words that begin as typed, to select from. */
function wordsLike(typed: string): string {
  return `${READ}.words w where w.generation = ${ACTIVE} and w.word >= ${typed} collate "C" and w.word < ${typed} || chr(1114111) collate "C"`;
}

/**
 * What stands on shelves, as conditions on `t`, a row of `items`, after `moment`.
 * @param typed placeholders of the words
 * @param cursor the time of the last modification where the list begins; undefined for now
 */
export function onShelves(
  { of, newest, byIndex, spelledOut }: ByShelves,
  typed: readonly string[],
  parameters: Parameters,
  cursor?: Date,
): string[] {
  const { prefix, bits } = of === 'all' ? OF_ALL : OF_OPEN;
  // The first event with a later time comes after all that the list begins with.
  const position = cursor
    ? `coalesce((select a.modified_position from ${READ}.tickets a where a.generation = ${ACTIVE} and a.modified_at > ${parameters.add(cursor)}::timestamptz
        order by a.modified_at, a.number limit 1), ${AS_OF})`
    : AS_OF;
  const last = `(${position} >> ${bits})`;
  const first = newest === undefined ? '0' : `greatest(${last} - ${parameters.add(newest)}::bigint + 1, 0)`;
  const shelves = `generate_series(${first}, ${last}) s (shelf)`;
  const words = typed.map((word, i) => {
    const onAny = spelledOut[i]
      ? `(select string_agg('''${prefix}' || shelf || ':' || word || '''', ' | ') from ${shelves}, unnest(array(select word from ${wordsLike(word)})) w (word))`
      : `(select string_agg('''${prefix}' || shelf || ':' || ${word} || ''':*', ' | ') from ${shelves})`;
    return byIndex[i] ? `t.search @@ ${onAny}::tsquery` : `ts_match_vq(t.search, ${onAny}::tsquery)`;
  });
  // What was modified before the first of these shelves is missing, and what was modified in its last millisecond may be.
  const before = `coalesce((select l.recorded_at from log.events l where l.position = (${first} << ${bits}) - 1), '-infinity')`;
  return [`t.generation = ${ACTIVE}`, ...words, ...(newest === undefined ? [] : [`t.modified_at > ${before}`])];
}
