import { ENGLISH } from '../languages.js';
import { DIMENSIONS } from './english-vectors.js';
import type { Meaning, Term } from './lexicon.js';
import { conceptsOfForm, translationsOfForm, type WordLists } from './word-lists.js';

/** What the clause nets see of a word: its vector, and its concepts (places in the lexicon). */
export interface WordRow {
  vector: Float32Array;
  concepts: number[];
}

/**
 * Vectors for words of every language out of English ones: an English word has its own; any other takes its translation's, and
 * the mean of the English words of its concepts. Words with the same vector and concepts are one row.
 */
export class WordVectors {
  readonly rows: WordRow[] = [];
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
    const lists = this.lists[language] as WordLists;
    const concepts = conceptsOfForm(lists, form);
    const translations = language === ENGLISH ? [form] : translationsOfForm(lists, form);
    const own = this.english.get(translations[0] ?? '');
    const alone = language === ENGLISH || (concepts.length === 0 && translations.length === 1);
    if (own && alone) return this.row(`word ${translations[0]}`, concepts, () => own);
    if (language === ENGLISH) return this.row('', concepts, () => this.ofConcepts(concepts));
    return this.row(translations.join(), concepts, () =>
      this.sum([this.meanOf(translations), this.ofConcepts(concepts)]),
    );
  }

  private row(key: string, concepts: number[], make: () => Float32Array | undefined): number | undefined {
    const full = `${concepts.join()} ${key}`;
    const known = this.rowByKey.get(full);
    if (known !== undefined) return known < 0 ? undefined : known;
    const vector = make();
    this.rowByKey.set(full, vector ? this.rows.length : -1);
    if (!vector) return undefined;
    return this.rows.push({ vector, concepts }) - 1;
  }

  private ofConcepts(concepts: number[]): Float32Array | undefined {
    return this.sum(concepts.map((concept) => this.conceptVector[concept]));
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
