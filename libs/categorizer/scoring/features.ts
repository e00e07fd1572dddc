import type { Reading } from '../reading/read-text.js';
import type { Sense } from '../reading/vocabulary.js';
import { finish, step } from '../text/hash.js';
import { Gap, type Word } from '../text/words.js';

/**
 * Weights of the groups of features, chosen by cross-validation: words, pairs of words, concepts, pairs of concepts, last clause. A
 * long text counts no more than a short one: a group of n features has length 1, times its weight.
 */
const GROUP_WEIGHT = [3, 1.5, 3, 1.5, 1.5] as const;
const SEED = [1, 2, 3, 4, 5] as const;

/** Concepts of words at most so far apart make a pair. */
const PAIR_WINDOW = 6;
const ROOM = 512;

/** The features of a text, group after group; place f of every list is about feature f. */
export interface Features {
  /** Row of the weights. */
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

  /**
   * @param bits log2 of the number of rows
   * @param topics concepts below this number are topics: a pair of concepts has at least one
   */
  constructor(
    private readonly bits: number,
    readonly topics: number,
  ) {}

  /**
   * What the classifier looks at: words, pairs of words, concepts of the lexicon, pairs of concepts nearby in a sentence, and once
   * more the words and concepts of the last clause. Valid until the next call.
   */
  read(reading: Reading): Features {
    this.count = 0;
    const end: number[] = [];
    const value: number[] = [];
    const groups = [addWords, addWordPairs, addConcepts, addConceptPairs, addLastClause];
    groups.forEach((addGroup, group) => {
      const before = this.count;
      addGroup(reading, SEED[group] as number, this);
      end.push(this.count);
      value.push((GROUP_WEIGHT[group] as number) / Math.sqrt(Math.max(1, this.count - before)));
    });
    return { row: this.row, first: this.first, second: this.second, end, value };
  }

  add(hash: number, i: number, j: number): void {
    if (this.count === this.row.length) this.makeRoom();
    this.row[this.count] = finish(hash) >>> (32 - this.bits);
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

function addWords({ senses }: Reading, seed: number, to: FeatureReader): void {
  for (let i = 0; i < senses.length; i++) {
    const { id, spelt } = senses[i] as Sense;
    to.add(step(seed, id), i, i);
    if (spelt !== id) to.add(step(seed, spelt), i, i);
  }
}

function addWordPairs({ words, senses }: Reading, seed: number, to: FeatureReader): void {
  for (let i = 1; i < senses.length; i++) {
    if ((words[i] as Word).gapBefore === Gap.sentence) continue;
    to.add(step(step(seed, (senses[i - 1] as Sense).id), (senses[i] as Sense).id), i - 1, i);
  }
}

function addConcepts({ concepts }: Reading, seed: number, to: FeatureReader): void {
  for (let i = 0; i < concepts.length; i++) {
    for (const concept of concepts[i] as readonly number[]) to.add(step(seed, concept), i, i);
  }
}

function addConceptPairs({ words, concepts }: Reading, seed: number, to: FeatureReader): void {
  for (let i = 0; i < words.length; i++) {
    const here = concepts[i] as readonly number[];
    if (here.length === 0) continue;
    for (let j = i + 1; j < words.length && j - i <= PAIR_WINDOW; j++) {
      if ((words[j] as Word).gapBefore === Gap.sentence) break;
      for (const a of here) {
        for (const b of concepts[j] as readonly number[]) {
          const lower = Math.min(a, b);
          if (lower < to.topics) to.add(step(step(seed, lower), Math.max(a, b) + 256), i, j);
        }
      }
    }
  }
}

function addLastClause({ senses, concepts, lastClause }: Reading, seed: number, to: FeatureReader): void {
  for (let i = lastClause; i < senses.length; i++) {
    to.add(step(step(seed, (senses[i] as Sense).id), 1), i, i);
    for (const concept of concepts[i] as readonly number[]) to.add(step(step(seed, concept), 2), i, i);
  }
}
