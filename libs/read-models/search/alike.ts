import type { Queryable } from '#libs/platform/database.js';
import { isGeneric, isPlaceWord } from './generic-words.js';
import { wordsOf } from './normal-form.js';
import type { Term } from './query.js';
import { conceptOf, synonymsOf } from './synonyms.js';
import { query } from '../queries/sql.js';
import { listTickets } from '../queries/tickets.js';
import type { TicketItem } from '../types.js';
import { lookUp, type FoundTerm } from './vocabulary.js';
import { tsQuery } from './ts-query.js';

/** What two texts must have in common of the lighter one, by weight. */
const ENOUGH = 0.4;
const LEAST_SHARED = 2;
/** The rarest words of a text are looked for, and the newest tickets that have two of them compared. */
const MOST_WORDS = 10;
const MOST_COMPARED = 200;

/** What a text is about. */
export interface Gist {
  /** The stem of each telling word, by the first name of its thing, and a word that has it. */
  readonly things: ReadonlyMap<string, string>;
  /** Names of places: `c` of building C, `b204`. */
  readonly places: ReadonlySet<string>;
}

export function gistOf(text: string): Gist {
  const things = new Map<string, string>();
  const places = new Set<string>();
  let before = '';
  const words = wordsOf(text);
  const joined = new Set(words.filter((word) => word.joined && /\d/.test(word.key)).map(({ start }) => start));
  for (const { key, start, joined: isJoined } of words) {
    const part = !isJoined;
    if (joined.has(start) === part) continue;
    if (/^\p{L}{1,2}\d|^\d+\p{L}$/u.test(key) || (isPlaceWord(before) && /^(?:\p{L}|\d+)$/u.test(key))) {
      places.add(key);
      things.set(key, key);
    } else if (part && key.length > 1 && !isGeneric(key)) things.set(stem(conceptOf(key)), key);
    before = key;
  }
  return { things, places };
}

/** Words of the same stem mean the same: `beeps`, `beeping`. */
function stem(word: string): string {
  return (word.length > 4 ? word.replace(/(?:ing|ed|es|en|[aeinos])$/, '') : word).slice(0, 7);
}

/** The tickets that are not closed and have words of the text: candidates, and how much each word tells. */
export async function candidates(
  db: Queryable,
  gist: Gist,
): Promise<{ numbers: number[]; weights: Map<string, number> }> {
  const typed = [...gist.things].map(([name, word]) => termOf(name, word));
  const { terms, tickets } = await lookUp(db, typed, 'open');
  const weights = new Map(terms.map(({ typed: name, tickets: n }) => [name, Math.log(1 + (tickets + 1) / (n + 1))]));
  const rare = terms
    .filter(({ tickets: n }) => n > 0)
    .sort((a, b) => a.tickets - b.tickets)
    .slice(0, MOST_WORDS);
  const pairs = rare.flatMap((one, i) => rare.slice(i + 1).map((other) => `(${textOf(one)} & ${textOf(other)})`));
  if (pairs.length === 0) return { numbers: [], weights };
  const rows = await query<{ number: number }>(db, ALIKE, [pairs.join(' | '), MOST_COMPARED]);
  return { numbers: rows.map(({ number }) => number), weights };
}

const ALIKE = `select number from (select s.number from search s where s.open and (s.described || s.placed || s.said) @@ $1::tsquery offset 0) s
  order by number desc limit $2`;

function textOf(term: FoundTerm): string {
  return tsQuery([term]) as string;
}

function termOf(name: string, word: string): Term {
  const spellings = [...new Set([name, word, ...synonymsOf(word).map(stem)])];
  return { typed: name, not: false, exact: true, ways: [[{ spellings, whole: name.length < 4 }]] };
}

/**
 * The tickets that are not closed and report the same problem as a text, the most alike first.
 * @param most so many at most
 */
export async function findAlike(db: Queryable, text: string, most: number): Promise<TicketItem[]> {
  const gist = gistOf(text);
  const { numbers, weights } = await candidates(db, gist);
  const { items } = await listTickets(db, { numbers, status: ['open', 'active'], limit: MOST_COMPARED });
  return items
    .map((item) => ({ item, share: likeness(gist, gistOf(item.description ?? ''), weights) }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, most)
    .map(({ item }) => item);
}

/**
 * How much two texts are about the same, from 0 to 1: what they share of the lighter one, 0 when that is too little or when each names
 * another place.
 * @param weights how much words tell
 */
export function likeness(one: Gist, other: Gist, weights: ReadonlyMap<string, number>): number {
  const known = [...one.things.keys()].map((name) => weights.get(name) ?? 1);
  const average = known.reduce((sum, weight) => sum + weight, 0) / Math.max(known.length, 1);
  if (one.places.size > 0 && other.places.size > 0 && ![...one.places].some((place) => isIn(place, other.places)))
    return 0;
  const sum = ({ things }: Gist, of = things): number =>
    [...things.keys()].reduce((total, name) => total + (of.has(name) ? (weights.get(name) ?? average) : 0), 0);
  const shared = [...one.things.keys()].filter((name) => other.things.has(name)).length;
  const share = sum(one, other.things) / Math.max(Math.min(sum(one), sum(other)), Number.EPSILON);
  return shared >= LEAST_SHARED && share >= ENOUGH ? share : 0;
}

/** `204` and `b204` are the same room. */
function isIn(place: string, places: ReadonlySet<string>): boolean {
  return [...places].some((other) => other.endsWith(place) || place.endsWith(other));
}
