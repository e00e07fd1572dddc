import type { Queryable } from '#libs/platform/database.js';
import { listTickets } from '../queries/tickets.js';
import type { TicketItem } from '../types.js';
import { findNumbers } from './find.js';
import { wordsOf } from './normal-form.js';
import type { Term } from './query.js';
import { conceptOf, isGeneric, isPlaceWord, synonymsOf } from './synonyms.js';
import { prepareSearch, tsQuery } from './vocabulary.js';

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
  readonly places: readonly string[];
}

export function gistOf(text: string): Gist {
  const things = new Map<string, string>();
  const places: string[] = [];
  let before = '';
  const words = wordsOf(text);
  // `B.204` is one name, `check-in` two words.
  const names = new Set(words.filter(({ joined, key }) => joined && /\d/.test(key)).map(({ start }) => start));
  for (const { key, start, joined } of words) {
    if (names.has(start) !== joined) continue;
    if (/^\p{L}{1,2}\d|^\d+\p{L}$/u.test(key) || (isPlaceWord(before) && /^(?:\p{L}|\d+)$/u.test(key))) {
      places.push(key);
      things.set(key, key);
    } else if (!joined && key.length > 1 && !isGeneric(key)) things.set(stem(conceptOf(key)), key);
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
  const found = await prepareSearch(
    db,
    [...gist.things].map(([name, word]) => termOf(name, word)),
    'open',
  );
  const weights = new Map(
    found.terms.map(({ typed, tickets: n }) => [typed, Math.log(1 + (found.tickets + 1) / (n + 1))]),
  );
  const rare = found.terms.filter(({ tickets }) => tickets > 0).sort((a, b) => a.tickets - b.tickets);
  const pairs = rare
    .slice(0, MOST_WORDS)
    .flatMap((one, i, all) => all.slice(i + 1).map((other) => `(${tsQuery([one, other])})`));
  const text = pairs.join(' | ') || undefined;
  return { numbers: await findNumbers(db, { ...found, text, likely: 0 }, MOST_COMPARED), weights };
}

function termOf(name: string, word: string): Term {
  const slot = [...new Set([name, word, ...synonymsOf(word).map(stem)])];
  return { typed: name, not: false, exact: name.length < 4, ways: [[slot]] };
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
  if (one.places.length > 0 && other.places.length > 0 && !one.places.some((place) => isIn(place, other.places)))
    return 0;
  const known = [...one.things.keys()].map((name) => weights.get(name) ?? 1);
  const average = known.reduce((sum, weight) => sum + weight, 0) / Math.max(known.length, 1);
  const weigh = (names: readonly string[]): number =>
    names.reduce((sum, name) => sum + (weights.get(name) ?? average), 0);
  const shared = [...one.things.keys()].filter((name) => other.things.has(name));
  const lighter = Math.min(weigh([...one.things.keys()]), weigh([...other.things.keys()]));
  const share = weigh(shared) / Math.max(lighter, Number.EPSILON);
  return shared.length >= LEAST_SHARED && share >= ENOUGH ? share : 0;
}

/** `204` and `b204` are the same room. */
function isIn(place: string, places: readonly string[]): boolean {
  return places.some((other) => other.endsWith(place) || place.endsWith(other));
}
