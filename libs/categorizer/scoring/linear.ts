import type { Reading } from '../reading/read-text.js';
import type { Heard, Sense } from '../reading/sense.js';
import { GROUP_WEIGHT, type Listener, tellFeatures, tellFeaturesOfWord, valueOf } from './features.js';

/**
 * Multinomial logistic regression over hashed features: two weights a row, in units of `scale`, of the first and second
 * category against the third, whose weight is 0.
 */
export interface Linear {
  /** log2 of the number of rows. */
  bits: number;
  scale: number;
  weights: Int8Array;
}

const GROUPS = GROUP_WEIGHT.length;
const ROOM = 64;
const NOTHING: Heard = GROUP_WEIGHT.flatMap(() => [0, 0, 0]);

/**
 * What each word of a text speaks for the first and the second category against the third; a pair of words shares. Adds whole
 * numbers up by word and group, and scales them once the size of each group is known.
 */
export class LinearVotes implements Listener {
  /** By word, from 0 to the count of the reading. */
  first = new Float64Array(ROOM);
  second = new Float64Array(ROOM);
  /** Twice the weights for each word and group, first and second category, as a pair of words gives each half. */
  private sums = new Int32Array(ROOM * GROUPS * 2);
  private readonly features = new Int32Array(GROUPS);
  private senses: readonly Sense[] = [];

  constructor(private readonly linear: Linear) {}

  count(reading: Reading): void {
    const { count } = reading.words;
    if (count > this.first.length) this.makeRoom(count);
    this.sums.fill(0, 0, count * GROUPS * 2);
    this.features.fill(0);
    this.senses = reading.senses;
    tellFeatures(reading, this);
    this.scale(count);
  }

  word(group: number, i: number): void {
    const sense = this.senses[i] as Sense;
    const heard = (sense.heard ??= this.hear(sense));
    const at = (i * GROUPS + group) * 2;
    this.features[group] = (this.features[group] as number) + (heard[3 * group] as number);
    this.sums[at] = (this.sums[at] as number) + 2 * (heard[3 * group + 1] as number);
    this.sums[at + 1] = (this.sums[at + 1] as number) + 2 * (heard[3 * group + 2] as number);
  }

  feature(group: number, hash: number, i: number, j: number): void {
    const { weights, bits } = this.linear;
    const row = (hash >>> (32 - bits)) << 1;
    const first = weights[row] as number;
    const second = weights[row + 1] as number;
    const at = (i * GROUPS + group) * 2;
    const at2 = (j * GROUPS + group) * 2;
    this.features[group] = (this.features[group] as number) + 1;
    this.sums[at] = (this.sums[at] as number) + first;
    this.sums[at + 1] = (this.sums[at + 1] as number) + second;
    this.sums[at2] = (this.sums[at2] as number) + first;
    this.sums[at2 + 1] = (this.sums[at2 + 1] as number) + second;
  }

  private hear(sense: Sense): Heard {
    const { weights, bits } = this.linear;
    const heard: Heard = NOTHING.slice();
    tellFeaturesOfWord(sense, (group, hash) => {
      const row = (hash >>> (32 - bits)) << 1;
      const at = 3 * group;
      heard[at] = (heard[at] as number) + 1;
      heard[at + 1] = (heard[at + 1] as number) + (weights[row] as number);
      heard[at + 2] = (heard[at + 2] as number) + (weights[row + 1] as number);
    });
    return heard;
  }

  private scale(count: number): void {
    const { first, second, sums } = this;
    first.fill(0, 0, count);
    second.fill(0, 0, count);
    for (let group = 0; group < GROUPS; group++) {
      const share = (valueOf(group, this.features[group] as number) * this.linear.scale) / 2;
      for (let i = 0; i < count; i++) {
        const at = (i * GROUPS + group) * 2;
        first[i] = (first[i] as number) + share * (sums[at] as number);
        second[i] = (second[i] as number) + share * (sums[at + 1] as number);
      }
    }
  }

  private makeRoom(count: number): void {
    this.first = new Float64Array(2 * count);
    this.second = new Float64Array(2 * count);
    this.sums = new Int32Array(2 * count * GROUPS * 2);
  }
}

/** Writes three scores (logits up to a constant). */
export function scoreLinear({ first, second }: LinearVotes, count: number, scores: Float64Array): void {
  scores.fill(0);
  for (let i = 0; i < count; i++) {
    scores[0] = (scores[0] as number) + (first[i] as number);
    scores[1] = (scores[1] as number) + (second[i] as number);
  }
}

/** Adds to `gain` what each word spoke for a category against the mean of the three, times `factor`. */
export function explainLinear(
  { first, second }: LinearVotes,
  count: number,
  category: number,
  factor: number,
  gain: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const a = first[i] as number;
    const b = second[i] as number;
    const own = category === 0 ? a : category === 1 ? b : 0;
    gain[i] = (gain[i] as number) + factor * (own - (a + b) / 3);
  }
}
