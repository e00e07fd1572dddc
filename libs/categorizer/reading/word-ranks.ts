import { LANGUAGES } from '../languages.js';

/** The rank of a word that a language does not have. */
const UNLISTED = 20_000;
/** Added to ranks, so that the commonest words do not outweigh all others. */
const HEAD = 50;
/** Costs are whole numbers of so many steps to one in the natural logarithm: small, so that they stay in the cache. */
const STEPS = 16;

/** How common words are in each language: their place in lists that begin with the commonest. */
export class WordRanks {
  private readonly places = new Map<string, number>();
  /** By place of the word, then language. */
  private readonly ranks: Uint16Array;
  private readonly costs: Uint8Array;

  /** @param lists by language: folded words with blanks between them */
  constructor(lists: readonly string[][]) {
    const languages = LANGUAGES.length;
    for (const list of lists)
      for (const word of list) if (!this.places.has(word)) this.places.set(word, this.places.size);
    this.ranks = new Uint16Array(this.places.size * languages).fill(UNLISTED);
    lists.forEach((list, language) =>
      list.forEach((word, rank) => (this.ranks[(this.places.get(word) as number) * languages + language] = rank)),
    );
    this.costs = Uint8Array.from(this.ranks, (rank) => Math.round(STEPS * Math.log(rank + HEAD)));
  }

  /** The word's place for the other functions, or -1 if no language has it. */
  placeOf(form: string): number {
    return this.places.get(form) ?? -1;
  }

  has(place: number, language: number): boolean {
    return place >= 0 && this.ranks[place * LANGUAGES.length + language] !== UNLISTED;
  }

  /** How little the word is expected in each language: adds them to `sums`. */
  addCosts(place: number, sums: Float64Array): void {
    if (place < 0) return;
    const from = place * LANGUAGES.length;
    for (let l = 0; l < sums.length; l++) sums[l] = (sums[l] as number) + (this.costs[from + l] as number);
  }
}
