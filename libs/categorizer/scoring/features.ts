import type { Reading } from '../reading/read-text.js';
import { Gap } from '../text/words.js';
import { finish, step } from '../text/hash.js';

/** Features of a text: feature f is the hash `id[f]`, counts `value[f]`, and is about the words `word[f]` and `word2[f]`. */
export interface Features {
  count: number;
  id: Uint32Array;
  value: Float32Array;
  word: Int32Array;
  word2: Int32Array;
}

/** Seeds and weights of the groups of features; the weights were chosen by cross validation. */
const GROUP = {
  word: { seed: 1, weight: 3 },
  bigram: { seed: 2, weight: 2 },
  piece: { seed: 3, weight: 3 },
  concept: { seed: 4, weight: 3 },
  conceptPair: { seed: 5, weight: 2 },
  ending: { seed: 6, weight: 2 },
} as const;

const EDGE = 0x20;
const PIECE = { shortest: 3, longest: 5 };
/** Concepts of words at most so far apart make a pair. */
const PAIR_WINDOW = 6;

/**
 * What the linear model looks at: words, pairs of words, letters (3-5 in a row within a word), the concepts of the
 * lexicon, pairs of concepts nearby in a sentence, and once more what the last clause says.
 * @param concepts of every word, see `conceptsByWord`
 */
export function extractFeatures(reading: Reading, concepts: number[][]): Features {
  const { words } = reading;
  const letters = words.formEnd[words.count - 1] ?? 0;
  const collector = new Collector(ROOM_PER_LETTER * letters + ROOM_PER_WORD * words.count);
  collector.group(GROUP.word.weight, () => addWords(collector, reading));
  collector.group(GROUP.bigram.weight, () => addBigrams(collector, reading));
  collector.group(GROUP.piece.weight, () => addPieces(collector, reading));
  collector.group(GROUP.concept.weight, () => {
    concepts.forEach((list, i) => list.forEach((concept) => collector.add(step(GROUP.concept.seed, concept), i, i)));
  });
  collector.group(GROUP.conceptPair.weight, () => addConceptPairs(collector, reading, concepts));
  collector.group(GROUP.ending.weight, () => addEnding(collector, reading, concepts));
  return collector.features();
}

function addWords(collector: Collector, reading: Reading): void {
  for (let i = 0; i < reading.words.count; i++) {
    const identity = reading.identity[i] as number;
    const form = reading.form[i] as number;
    collector.add(step(GROUP.word.seed, identity), i, i);
    if (form !== identity) collector.add(step(GROUP.word.seed, form), i, i);
  }
}

function addBigrams(collector: Collector, reading: Reading): void {
  for (let i = 1; i < reading.words.count; i++) {
    if (reading.words.gapBefore[i] === Gap.sentence) continue;
    const first = step(GROUP.bigram.seed, reading.identity[i - 1] as number);
    collector.add(step(first, reading.identity[i] as number), i - 1, i);
  }
}

function addPieces(collector: Collector, { words }: Reading): void {
  for (let i = 0; i < words.count; i++) {
    const start = (words.formStart[i] as number) - 1;
    const end = (words.formEnd[i] as number) + 1;
    for (let from = start; from + PIECE.shortest <= end; from++) {
      let hash: number = GROUP.piece.seed;
      for (let at = from; at < end && at < from + PIECE.longest; at++) {
        hash = step(hash, at === start || at === end - 1 ? EDGE : (words.letters[at] as number));
        if (at - from + 1 >= PIECE.shortest) collector.add(hash, i, i);
      }
    }
  }
}

function addConceptPairs(collector: Collector, { words }: Reading, concepts: number[][]): void {
  for (let i = 0; i < words.count; i++) {
    if (concepts[i]?.length === 0) continue;
    for (let j = i + 1; j < words.count && j - i <= PAIR_WINDOW; j++) {
      if (words.gapBefore[j] === Gap.sentence) break;
      for (const a of concepts[i] as number[]) {
        for (const b of concepts[j] as number[]) {
          collector.add(step(step(GROUP.conceptPair.seed, Math.min(a, b)), Math.max(a, b) + 256), i, j);
        }
      }
    }
  }
}

function addEnding(collector: Collector, reading: Reading, concepts: number[][]): void {
  for (let i = reading.words.count - 1; i >= 0 && reading.clause[i] === reading.clauses - 1; i--) {
    collector.add(step(step(GROUP.ending.seed, reading.form[i] as number), 1), i, i);
    for (const concept of concepts[i] as number[]) collector.add(step(step(GROUP.ending.seed, concept), 2), i, i);
  }
}

const ROOM_PER_LETTER = 4;
const ROOM_PER_WORD = 16;

/** Takes features as they come, into arrays that double when they are full; one group at a time gets its values. */
class Collector {
  private used = 0;
  private ids: Uint32Array;
  private values: Float32Array;
  private words: Int32Array;
  private words2: Int32Array;

  constructor(room: number) {
    this.ids = new Uint32Array(room);
    this.values = new Float32Array(room);
    this.words = new Int32Array(room);
    this.words2 = new Int32Array(room);
  }

  add(hash: number, word: number, word2: number): void {
    if (this.used === this.ids.length) this.grow();
    this.ids[this.used] = finish(hash);
    this.words[this.used] = word;
    this.words2[this.used++] = word2;
  }

  /** A long text speaks no louder than a short one: a group of n features has length 1, times its weight. */
  group(weight: number, fill: () => void): void {
    const before = this.used;
    fill();
    this.values.fill(weight / Math.sqrt(Math.max(1, this.used - before)), before, this.used);
  }

  features(): Features {
    const { used } = this;
    return {
      count: used,
      id: this.ids.subarray(0, used),
      value: this.values.subarray(0, used),
      word: this.words.subarray(0, used),
      word2: this.words2.subarray(0, used),
    };
  }

  private grow(): void {
    const room = 2 * this.ids.length + 1;
    const longer = <T extends Uint32Array | Float32Array | Int32Array>(made: T, old: T): T => {
      made.set(old);
      return made;
    };
    this.ids = longer(new Uint32Array(room), this.ids);
    this.values = longer(new Float32Array(room), this.values);
    this.words = longer(new Int32Array(room), this.words);
    this.words2 = longer(new Int32Array(room), this.words2);
  }
}
