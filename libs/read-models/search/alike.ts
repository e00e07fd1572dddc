import type { Queryable } from '#libs/platform/database.js';
import { listTickets } from '../queries/tickets.js';
import type { TicketItem } from '../types.js';
import { findNumbers } from './find.js';
import { wordsOf } from './normal-form.js';
import { conceptOf, GENERIC_WORDS, PLACE_WORDS } from './synonyms.js';
import { prepareSearch, tsQuery } from './vocabulary.js';

/** What two texts must have in common of the lighter one, by weight. */
const ENOUGH = 0.4;
const LEAST_SHARED = 2;
/** The rarest words of a text are looked for, and the newest tickets that have two of them compared. */
const MOST_WORDS = 10;
const MOST_COMPARED = 200;

/** What a text is about. */
interface Gist {
  /** The stem of each telling word, by the first name of its thing, and a word that has it. */
  readonly things: ReadonlyMap<string, string>;
  /** Names of places: `c` of building C, `b204`. */
  readonly places: readonly string[];
}

function gistOf(text: string): Gist {
  const things = new Map<string, string>();
  const places: string[] = [];
  const words = wordsOf(text);
  // `B.204` is one name, `check-in` two words.
  const names = new Set(words.filter(({ joined, key }) => joined && /\d/.test(key)).map(({ start }) => start));
  let before = '';
  for (const { key } of words.filter(({ start, joined }) => joined === names.has(start))) {
    const isNamed = PLACE_WORDS.has(before) && /^(?:\p{L}|\d+)$/u.test(key);
    if (isNamed || /^\p{L}{1,2}\d|^\d+\p{L}$/u.test(key)) {
      places.push(key);
      things.set(key, key);
    } else if (key.length > 1 && !GENERIC_WORDS.has(key)) things.set(stem(conceptOf(key)), key);
    before = key;
  }
  return { things, places };
}

/** Words of the same stem mean the same: `beeps`, `beeping`. */
function stem(word: string): string {
  return (word.length > 4 ? word.replace(/(?:ing|ed|es|en|[aeinos])$/, '') : word).slice(0, 7);
}

/**
 * The tickets that are not closed and report the same problem as a text, the most alike first.
 * @param most so many at most
 */
export async function findAlike(db: Queryable, text: string, most: number): Promise<TicketItem[]> {
  const { numbers, likeness } = await compare(db, text);
  const { items } = await listTickets(db, { numbers, status: ['open', 'active'], limit: MOST_COMPARED });
  return items
    .map((item) => ({ item, share: likeness(item.description ?? '') }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, most)
    .map(({ item }) => item);
}

/** What a text is compared with: tickets that are not closed and have words of it, and how much, from 0 to 1, other texts are about the same. */
export async function compare(
  db: Queryable,
  text: string,
): Promise<{ numbers: readonly number[]; likeness(other: string): number }> {
  const gist = gistOf(text);
  const words = [...gist.things].map(([name, word]) => ({
    typed: name,
    not: false,
    exact: name.length < 4,
    ways: [[name], [word]],
  }));
  const { terms, ...search } = await prepareSearch(db, words, 'open');
  const weights = new Map(terms.map(({ typed, tickets: n }) => [typed, Math.log(1 + (search.tickets + 1) / (n + 1))]));
  const rare = terms.filter(({ tickets }) => tickets > 0).sort((a, b) => a.tickets - b.tickets);
  const pairs = rare
    .slice(0, MOST_WORDS)
    .flatMap((one, i, all) => all.slice(i + 1).map((other) => `(${tsQuery([one, other])})`));
  const found = { ...search, terms, text: pairs.join(' | ') || undefined, likely: 0 };
  const numbers = await findNumbers(db, found, MOST_COMPARED);
  return { numbers, likeness: (other) => likeness(gist, gistOf(other), weights) };
}

/**
 * What two texts share of the lighter one, 0 when that is too little or when each names another place.
 * @param weights how much words of the first text tell; the others tell as much as these on average
 */
function likeness(one: Gist, other: Gist, weights: ReadonlyMap<string, number>): number {
  // `204` and `b204` are the same room.
  const isSame = (a: string, b: string): boolean => a.endsWith(b) || b.endsWith(a);
  const areApart = !one.places.some((place) => other.places.some((another) => isSame(place, another)));
  if (one.places.length > 0 && other.places.length > 0 && areApart) return 0;
  const known = [...weights.values()];
  const average = known.reduce((sum, weight) => sum + weight, 0) / known.length;
  const weigh = (names: readonly string[]): number =>
    names.reduce((sum, name) => sum + (weights.get(name) ?? average), 0);
  const [own, others] = [[...one.things.keys()], [...other.things.keys()]];
  const shared = own.filter((name) => others.includes(name));
  const share = weigh(shared) / Math.min(weigh(own), weigh(others));
  return shared.length >= LEAST_SHARED && share >= ENOUGH ? share : 0;
}
