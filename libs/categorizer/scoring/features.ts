import type { Knowledge } from '../reading/knowledge.js';
import type { Concepts } from '../reading/lexicon.js';
import type { Reading } from '../reading/read-text.js';
import type { Sense } from '../reading/vocabulary.js';
import { finish, step } from '../text/hash.js';
import { Gap, type Word } from '../text/words.js';

/** Weights of the groups of features, chosen by cross-validation. */
const WEIGHT = { words: 1.7, wordPairs: 1.5, concepts: 2.1, conceptPairs: 0.9, lastClause: 1.1 };
/** Tell the hashes of words, pairs of words and words of the last clause apart. */
const SEED = { word: 1, pair: 2, last: 5 };
/** Concepts of words at most so far apart make a pair. */
const PAIR_WINDOW = 6;

/** Takes the features of a text, one group of them after the other. */
export interface FeatureSink {
  /** A feature: its row of the weights and the two words it comes from, the same twice if it is one. */
  add(row: number, i: number, j: number): void;
  /** Ends a group, whose features have the value that `valueIn` says. */
  endGroup(weight: number): void;
}

/** What each feature of a group of `count` counts: in a long text less than in a short one. The power is chosen by cross-validation. */
export const valueIn = (weight: number, count: number): number => weight / Math.max(1, count) ** 0.3;

/**
 * What the classifier looks at. The first rows of the weights are those of the concepts, of the concepts of the last clause, and of
 * the pairs of concepts, each its own; words and pairs of words share the others by their hash.
 */
export class FeatureReader {
  /** How many rows there are. */
  readonly rows: number;
  private readonly topics: number;
  private readonly size: number;
  private readonly hashedFrom: number;

  /** @param bits log2 of the number of rows that words share */
  constructor(
    private readonly bits: number,
    knowledge: Pick<Knowledge, 'topics' | 'size'>,
  ) {
    ({ topics: this.topics, size: this.size } = knowledge);
    this.hashedFrom = this.size * (this.size + 2);
    this.rows = this.hashedFrom + (1 << bits);
  }

  /** Finds words, pairs of words, concepts, pairs of concepts nearby in a sentence, and once more the last clause. */
  read(reading: Reading, sink: FeatureSink): void {
    const { words, senses, concepts } = reading;
    for (let i = 0; i < senses.length; i++) sink.add(this.hashed(step(SEED.word, (senses[i] as Sense).id)), i, i);
    sink.endGroup(WEIGHT.words);
    for (let i = 1; i < senses.length; i++) {
      if ((words[i] as Word).gapBefore === Gap.sentence) continue;
      const pair = step(step(SEED.pair, (senses[i - 1] as Sense).id), (senses[i] as Sense).id);
      sink.add(this.hashed(pair), i - 1, i);
    }
    sink.endGroup(WEIGHT.wordPairs);
    for (let i = 0; i < concepts.length; i++) for (const concept of concepts[i] as Concepts) sink.add(concept, i, i);
    sink.endGroup(WEIGHT.concepts);
    this.readConceptPairs(reading, sink);
    sink.endGroup(WEIGHT.conceptPairs);
    for (let i = reading.lastClause; i < senses.length; i++) {
      sink.add(this.hashed(step(SEED.last, (senses[i] as Sense).id)), i, i);
      for (const concept of concepts[i] as Concepts) sink.add(this.size + concept, i, i);
    }
    sink.endGroup(WEIGHT.lastClause);
  }

  /** One of the two concepts at least is a topic. */
  private readConceptPairs({ words, concepts }: Reading, sink: FeatureSink): void {
    for (let i = 0; i < words.length; i++) {
      const end = (concepts[i] as Concepts).length === 0 ? 0 : Math.min(words.length, i + PAIR_WINDOW + 1);
      for (let j = i + 1; j < end && (words[j] as Word).gapBefore !== Gap.sentence; j++)
        for (const a of concepts[i] as Concepts)
          for (const b of concepts[j] as Concepts)
            if (a < this.topics || b < this.topics) sink.add((2 + Math.min(a, b)) * this.size + Math.max(a, b), i, j);
    }
  }

  private hashed(hash: number): number {
    return this.hashedFrom + (finish(hash) >>> (32 - this.bits));
  }
}
