import type { Knowledge } from '../reading/knowledge.js';
import type { Reading } from '../reading/read-text.js';
import type { Sense } from '../reading/vocabulary.js';
import { finish, step } from '../text/hash.js';
import { Gap, type Word } from '../text/words.js';

/**
 * Weights of the groups of features, chosen by cross-validation: words, pairs of words, concepts, pairs of concepts, last clause. A
 * long text counts no more than a short one: a group of n features has length 1, times its weight.
 */
const GROUP_WEIGHT = [3, 1.5, 3, 1.5, 1.5] as const;
/** Tell the hashes of words, pairs of words and words of the last clause apart. */
const SEED = { word: 1, pair: 2, last: 5 };

/** Concepts of words at most so far apart make a pair. */
const PAIR_WINDOW = 6;
const ROOM = 512;

/** The features of a text, group after group; place f of every list is about feature f. */
export interface Features {
  /**
   * Row of the weights: first those of the concepts, of the concepts of the last clause, and of the pairs of concepts, each its
   * own; then those that words and pairs of words share by their hash.
   */
  row: Int32Array;
  /** The two words it comes from; the same twice, if it is one. */
  first: Int32Array;
  second: Int32Array;
  /** By group: the place after its last feature, and what each of its features counts. */
  end: number[];
  value: number[];
}

/** Finds features; its arrays serve the next text again. */
export class FeatureReader {
  private row = new Int32Array(ROOM);
  private first = new Int32Array(ROOM);
  private second = new Int32Array(ROOM);
  private count = 0;

  readonly topics: number;
  readonly size: number;
  private readonly hashedFrom: number;

  /** @param bits log2 of the number of rows that words share */
  constructor(
    private readonly bits: number,
    { topics, size }: Pick<Knowledge, 'topics' | 'size'>,
  ) {
    this.topics = topics;
    this.size = size;
    this.hashedFrom = size * (size + 2);
  }

  /** How many rows there are. */
  get rows(): number {
    return this.hashedFrom + (1 << this.bits);
  }

  /**
   * What the classifier looks at: words, pairs of words, concepts of the lexicon, pairs of concepts nearby in a sentence, and once
   * more the words and concepts of the last clause. Valid until the next call.
   */
  read(reading: Reading): Features {
    this.count = 0;
    const end: number[] = [];
    const value: number[] = [];
    for (let group = 0; group < GROUPS.length; group++) {
      const before = this.count;
      (GROUPS[group] as (typeof GROUPS)[number])(reading, this);
      end.push(this.count);
      value.push((GROUP_WEIGHT[group] as number) / Math.sqrt(Math.max(1, this.count - before)));
    }
    return { row: this.row, first: this.first, second: this.second, end, value };
  }

  addHashed(hash: number, i: number, j: number): void {
    this.add(this.hashedFrom + (finish(hash) >>> (32 - this.bits)), i, j);
  }

  add(row: number, i: number, j: number): void {
    if (this.count === this.row.length) this.makeRoom();
    this.row[this.count] = row;
    this.first[this.count] = i;
    this.second[this.count++] = j;
  }

  private makeRoom(): void {
    const grow = (list: Int32Array<ArrayBuffer>) => {
      const larger = new Int32Array(2 * list.length);
      larger.set(list);
      return larger;
    };
    this.row = grow(this.row);
    this.first = grow(this.first);
    this.second = grow(this.second);
  }
}

const GROUPS = [addWords, addWordPairs, addConcepts, addConceptPairs, addLastClause];

function addWords({ senses }: Reading, to: FeatureReader): void {
  for (let i = 0; i < senses.length; i++) {
    const { id, spelt } = senses[i] as Sense;
    to.addHashed(step(SEED.word, id), i, i);
    if (spelt !== id) to.addHashed(step(SEED.word, spelt), i, i);
  }
}

function addWordPairs({ words, senses }: Reading, to: FeatureReader): void {
  for (let i = 1; i < senses.length; i++) {
    if ((words[i] as Word).gapBefore === Gap.sentence) continue;
    to.addHashed(step(step(SEED.pair, (senses[i - 1] as Sense).id), (senses[i] as Sense).id), i - 1, i);
  }
}

function addConcepts({ concepts }: Reading, to: FeatureReader): void {
  for (let i = 0; i < concepts.length; i++)
    for (const concept of concepts[i] as readonly number[]) to.add(concept, i, i);
}

function addConceptPairs({ words, concepts }: Reading, to: FeatureReader): void {
  const { topics, size } = to;
  for (let i = 0; i < words.length; i++) {
    const here = concepts[i] as readonly number[];
    if (here.length === 0) continue;
    for (let j = i + 1; j < words.length && j - i <= PAIR_WINDOW; j++) {
      if ((words[j] as Word).gapBefore === Gap.sentence) break;
      for (const a of here) {
        for (const b of concepts[j] as readonly number[]) {
          const lower = a < b ? a : b;
          if (lower < topics) to.add((2 + lower) * size + (a < b ? b : a), i, j);
        }
      }
    }
  }
}

function addLastClause({ senses, concepts, lastClause }: Reading, to: FeatureReader): void {
  for (let i = lastClause; i < senses.length; i++) {
    to.addHashed(step(SEED.last, (senses[i] as Sense).id), i, i);
    for (const concept of concepts[i] as readonly number[]) to.add(to.size + concept, i, i);
  }
}
