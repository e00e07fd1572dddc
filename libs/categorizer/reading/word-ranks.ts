import { LANGUAGES } from '../languages.js';

/** Added to ranks, so that the commonest words do not outweigh all others. */
const HEAD = 50;
/** Costs are whole numbers of so many steps to one in the natural logarithm: small, so that they stay in the cache. */
const STEPS = 16;
/** Of a word that a language does not have: as if its rank were 20,000. */
const UNLISTED_COST = costOf(20_000);

/** How common words are in each language: their place in lists that begin with the commonest. */
export class WordRanks {
  private readonly places = new Map<string, number>();
  /** By place of the word, then language; 0 for a word that the language does not have. */
  private readonly costs: Uint8Array;

  /** @param lists by language: folded words, the commonest first */
  constructor(lists: readonly string[][]) {
    const most = lists.reduce((sum, list) => sum + list.length, 0);
    this.costs = new Uint8Array(most * LANGUAGES.length);
    for (let language = 0; language < lists.length; language++) {
      const list = lists[language] as string[];
      for (let rank = 0; rank < list.length; rank++) {
        const place = this.placeFor(list[rank] as string);
        this.costs[place * LANGUAGES.length + language] = costOf(rank);
      }
    }
  }

  /** The word's place for the other functions, or -1 if no language has it. */
  placeOf(form: string): number {
    return this.places.get(form) ?? -1;
  }

  has(place: number, language: number): boolean {
    return place >= 0 && this.costs[place * LANGUAGES.length + language] !== 0;
  }

  /** How little the word is expected in each language: adds it to `sums`. */
  addCosts(place: number, sums: Float64Array): void {
    if (place < 0) return;
    const from = place * LANGUAGES.length;
    for (let l = 0; l < sums.length; l++)
      sums[l] = (sums[l] as number) + ((this.costs[from + l] as number) || UNLISTED_COST);
  }

  private placeFor(word: string): number {
    const known = this.places.get(word);
    if (known !== undefined) return known;
    this.places.set(word, this.places.size);
    return this.places.size - 1;
  }
}

function costOf(rank: number): number {
  return Math.round(STEPS * Math.log(rank + HEAD));
}
