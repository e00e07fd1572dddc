import type { Queryable } from '#libs/platform/database.js';
import { OF_ALL, OF_OPEN } from '../shelf.js';
import { distinctWords } from '../words.js';
import { asOfCte, POSITION } from './as-of.js';
import { query, Parameters } from './sql.js';

/** So many words of a search count; what follows is ignored. */
const MOST_WORDS = 8;
/** So many words that begin alike are counted; where there are more, the beginning says little. */
const MOST_COUNTED = 1_000;
/** So many words that begin alike are asked for one by one, which the index answers faster than a beginning. */
const MOST_SPELLED_OUT = 20;
/** Where one ticket in so many matches, going through the list in its order finds a page soonest. */
const OFTEN = 1 / 30;
/** The index goes through so many matches of a word in the time in which one ticket is looked at for it. */
const SEEN_AT_ONCE = 6;
/**
 * What the ways take, in microseconds of a core with a million tickets (docs/performance-reading.md): to open a shelf, to see a match
 * on it, to look for words in a ticket of the list, and to see a match somewhere among all.
 */
const COST = { shelf: 25, match: 0.6, ticket: 5, anywhere: 1.2 };

/** The words of what was typed, as the search knows them; none when only signs were typed, which finds nothing. */
export function typedWords(typed: string): string[] {
  return distinctWords(typed).slice(0, MOST_WORDS);
}

/** The PostgreSQL text query that wants each of the words as the beginning of a word. */
export function beginningsQuery(words: readonly string[]): string {
  return words.map((word) => `'${word}':*`).join(' & ');
}

/**
 * A way to find the tickets that match: through the list in its order, through shelves, of all tickets or of the open ones, or
 * through the index of all words.
 */
export type SearchWay =
  | { readonly by: 'list' }
  | ({ readonly by: 'shelves' } & ByShelves)
  | { readonly by: 'words'; readonly spelledOut: readonly boolean[] };

export interface ByShelves {
  readonly of: 'all' | 'open';
  /** One after the other, the newest first, until there are enough; otherwise all matches are found and sorted. */
  readonly inTurn: boolean;
  /** So many at most; undefined for all there are. */
  readonly most?: number;
  /** Which of the typed words the index is asked for; the others are looked for in the rows it finds. */
  readonly byIndex: readonly boolean[];
  /** Where few words begin as typed. */
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
  readonly byIndex: readonly boolean[];
  readonly spelledOut: readonly boolean[];
}

export interface SearchedList {
  /** Of tickets that are not closed. */
  readonly openOnly: boolean;
  /** Of now, in the order of the last modification; for others the newest shelves will not do. */
  readonly newestFirst: boolean;
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
  const [row] = await query<Counted & Record<string, unknown>>(db, COUNT, [typed]);
  const { tickets, open, position, words, found } = row as Counted;
  const likely = found.reduce((product, count) => (product * Math.min(count, tickets)) / Math.max(tickets, 1), 1);
  const rarest = Math.min(...found);
  const byIndex = found.map((count) => count <= rarest * SEEN_AT_ONCE);
  return { tickets, open, position, likely, byIndex, spelledOut: words.map((count) => count <= MOST_SPELLED_OUT) };
}

/** The ways to find what occurs so often, the next one for when the one before has not filled the page. */
export function searchWays(occurrence: Occurrence, list: SearchedList): SearchWay[] {
  const { tickets, open, position, likely, spelledOut } = occurrence;
  const words: SearchWay = { by: 'words', spelledOut };
  const of = list.openOnly ? 'open' : 'all';
  const whole: SearchWay = list.openOnly ? throughShelves(occurrence, of) : words;
  if (!list.newestFirst) return [!list.openOnly && likely >= OFTEN ? { by: 'list' } : whole];
  const shelves = Math.max(1, position / 2 ** (list.openOnly ? OF_OPEN : OF_ALL).bits);
  const matches = likely * (list.openOnly ? open : tickets);
  const perShelf = matches / shelves;
  const oneShelf = COST.shelf + COST.match * perShelf;
  const takes = {
    list: (COST.ticket * list.limit) / likely,
    shelves: oneShelf * Math.min(shelves, list.limit / perShelf + 1),
    words: list.openOnly ? Infinity : COST.anywhere * matches,
  };
  if (takes.words < takes.shelves && takes.words < takes.list) return [words];
  if (takes.list < takes.shelves) return [{ by: 'list' }];
  // Where the newest shelves hold fewer than they should, no longer than the index of all words would take.
  const most = Math.ceil(Math.max(takes.shelves * 2, takes.words) / oneShelf);
  return [{ ...throughShelves(occurrence, of), inTurn: true, ...(most < shelves && { most }) }, whole];
}

/** Through all shelves. */
export function throughShelves(
  { byIndex, spelledOut }: Occurrence,
  of: ByShelves['of'],
): SearchWay & { readonly by: 'shelves' } {
  return { by: 'shelves', of, inTurn: false, byIndex, spelledOut };
}

const COUNT = `select c.tickets, c.open, p.position, f.words, f.found
  from (select coalesce(sum(open + active + closed), 0)::float8 as tickets, coalesce(sum(open + active), 0)::float8 as open
        from categories) c,
    (select coalesce(sum(position), 0)::float8 as position from checkpoint) p,
    (select array_agg(l.words order by n) as words,
       array_agg(case when l.words = ${MOST_COUNTED} then 'infinity' else l.tickets end order by n) as found
     from unnest($1::text[]) with ordinality as t (typed, n) cross join lateral (
       select count(*)::integer as words, coalesce(sum(tickets), 0)::float8 as tickets from (
         select tickets from words where word >= t.typed collate "C"
           and word < t.typed || chr(1114111) collate "C" limit ${MOST_COUNTED}) s) l) f`;

/**
 * The tickets that the index of all words finds, as conditions on a row of `search_index`. Conditions of their own, for the index leaps
 * from match to match between them.
 * @param typed placeholders of the words
 * @param i its alias
 */
export function amongAll(
  { spelledOut }: Pick<Occurrence, 'spelledOut'>,
  typed: readonly string[],
  i: string,
): string[] {
  const words = typed.map((word, n) => `${i}.search @@ (${keys('', word, spelledOut[n])})::tsquery`);
  return words;
}

/** The text query for the words that begin as typed, as they stand on a shelf. */
function keys(shelf: string, typed: string, spelledOut = false): string {
  return spelledOut
    ? `(select string_agg('''${shelf}:' || word || '''', ' | ') from ${wordsLike(typed)})`
    : `('''${shelf}:' || ${typed} || ''':*')`;
}

/** The distinct words that begin as typed, to select from. */
function wordsLike(typed: string): string {
  return `words w where w.word >= ${typed} collate "C" and w.word < ${typed} || chr(1114111) collate "C"`;
}

/**
 * The shelves, the newest first, as `q` with the text queries `q0`, `q1`... of each typed word there.
 * @param typed placeholders of the words
 * @param cursor the time of the last modification where the list begins; undefined for now
 */
export function shelves(
  { of, most, spelledOut }: ByShelves,
  typed: readonly string[],
  parameters: Parameters,
  cursor?: Date,
): string {
  const { prefix, bits } = of === 'all' ? OF_ALL : OF_OPEN;
  // The first event with a later time comes after all that the list begins with.
  const position = cursor
    ? `coalesce((select a.modified_position from tickets a where a.modified_at > ${parameters.add(cursor)}::timestamptz
        order by a.modified_at, a.number limit 1), ${POSITION})`
    : POSITION;
  const newest = `(${position} >> ${bits})`;
  const oldest = most === undefined ? '0' : `greatest(${newest} - ${parameters.add(most)}::bigint + 1, 0)`;
  const queries = typed.map(
    (word, i) => `replace(${keys(`${prefix}#`, word, spelledOut[i])}, '#', s.shelf::text)::tsquery as q${i}`,
  );
  return `(select ${queries.join(', ')} from generate_series(${newest}, ${oldest}, -1) s (shelf) offset 0) q`;
}

/**
 * What stands on the shelf `q`, as conditions on a row of `search_index`.
 * @param i its alias
 */
export function onShelf({ byIndex }: ByShelves, i: string): string[] {
  const words = byIndex.map((asked, n) => (asked ? `${i}.search @@ q.q${n}` : `ts_match_vq(${i}.search, q.q${n})`));
  return words;
}

/**
 * Whether a shelf ends within a millisecond: what is modified then stands on two of them.
 * @param at that millisecond
 */
export async function isSplit(db: Queryable, at: Date, of: ByShelves['of']): Promise<boolean> {
  const { bits } = of === 'all' ? OF_ALL : OF_OPEN;
  const upTo = (moment: string): string => `position_at(${moment}, ${POSITION})`;
  const parameters = new Parameters();
  const time = `${parameters.add(at)}::timestamptz`;
  const [row] = await query<{ split: boolean }>(
    db,
    `with ${asOfCte(parameters)}
     select ${upTo(time)} >> ${bits} <> (${upTo(`${time} - interval '1 millisecond'`)} + 1) >> ${bits} as split`,
    parameters.values,
  );
  return row?.split ?? false;
}
