import { ENGLISH } from '../languages.js';
import { DIMENSIONS } from './english-vectors.js';
import type { Meaning, Term } from './lexicon.js';
import { conceptsOfForm, translationsOfForm, type WordLists } from './word-lists.js';

/**
 * Vectors for words of every language out of English ones: an English word has its own; any other takes its translation's, and
 * the mean of the English words of its concepts. Equal vectors are one row.
 */
export class WordVectors {
  readonly rows: Float32Array[] = [];
  private readonly rowByKey = new Map<string, number>();
  private readonly conceptVector: (Float32Array | undefined)[];

  constructor(
    private readonly english: ReadonlyMap<string, Float32Array>,
    private readonly lists: WordLists[],
    lexicon: Meaning[],
  ) {
    this.conceptVector = lexicon.map(({ terms }) =>
      this.meanOf((terms[ENGLISH] as Term[]).flatMap((term) => term.forms)),
    );
  }

  /** The row of a form, or undefined if nothing is known of its meaning. */
  rowOf(language: number, form: string): number | undefined {
    const own = language === ENGLISH ? this.english.get(form) : undefined;
    if (own) return this.row(`form ${form}`, () => own);
    const lists = this.lists[language] as WordLists;
    const concepts = conceptsOfForm(lists, form);
    const translations = language === ENGLISH ? [] : translationsOfForm(lists, form);
    if (concepts.length === 0 && translations.length === 1) return this.rowOf(ENGLISH, translations[0] as string);
    return this.row(`${concepts.join()} ${translations.join()}`, () => {
      const parts = [this.meanOf(translations), this.sum(concepts.map((concept) => this.conceptVector[concept]))];
      return this.sum(parts);
    });
  }

  private row(key: string, make: () => Float32Array | undefined): number | undefined {
    const known = this.rowByKey.get(key);
    if (known !== undefined) return known < 0 ? undefined : known;
    const vector = make();
    this.rowByKey.set(key, vector ? this.rows.length : -1);
    if (!vector) return undefined;
    return this.rows.push(vector) - 1;
  }

  private meanOf(words: string[]): Float32Array | undefined {
    return this.sum(words.map((word) => this.english.get(word)));
  }

  /** Sum of those that are there, at length 1. */
  private sum(vectors: (Float32Array | undefined)[]): Float32Array | undefined {
    const sum = new Float32Array(DIMENSIONS);
    let there = 0;
    for (const vector of vectors) {
      if (!vector) continue;
      there++;
      vector.forEach((value, d) => (sum[d] = (sum[d] as number) + value));
    }
    const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0));
    return there === 0 || length === 0 ? undefined : sum.map((value) => value / length);
  }
}
