import { type FeatureSink, valueIn } from './features.js';

/**
 * Multinomial logistic regression over hashed features: two weights a row, in units of `scale`, of the first and second
 * category against the third, whose weight is 0.
 */
export interface Linear {
  /** log2 of the number of rows that words share. */
  bits: number;
  scale: number;
  weights: Int8Array;
}

const ROOM = 512;

/** Sums what each word of a text adds to the logits of the first and second category: its features, and half of each pair. */
export class WordSums implements FeatureSink {
  private words = 0;
  /** Of word i at 2i for the first category, at 2i + 1 for the second; so are the weights of the group that is being read. */
  private sums = new Float64Array(2 * ROOM);
  private group = new Int32Array(2 * ROOM);
  private count = 0;

  constructor(private readonly linear: Linear) {}

  /** Begins the next text. @param words how many it has */
  begin(words: number): void {
    this.words = words;
    if (2 * words > this.sums.length) {
      this.sums = new Float64Array(2 * words);
      this.group = new Int32Array(2 * words);
    }
    this.sums.fill(0, 0, 2 * words);
  }

  add(row: number, i: number, j: number): void {
    const { group } = this;
    const first = this.linear.weights[2 * row] as number;
    const second = this.linear.weights[2 * row + 1] as number;
    group[2 * i] = (group[2 * i] as number) + first;
    group[2 * j] = (group[2 * j] as number) + first;
    group[2 * i + 1] = (group[2 * i + 1] as number) + second;
    group[2 * j + 1] = (group[2 * j + 1] as number) + second;
    this.count++;
  }

  endGroup(weight: number): void {
    const half = (valueIn(weight, this.count) * this.linear.scale) / 2;
    for (let at = 0; at < 2 * this.words; at++) {
      this.sums[at] = (this.sums[at] as number) + half * (this.group[at] as number);
      this.group[at] = 0;
    }
    this.count = 0;
  }

  /** The three logits: the plain sums. */
  logits(): number[] {
    const logits = [0, 0, 0];
    for (let at = 0; at < 2 * this.words; at++) logits[at & 1] = (logits[at & 1] as number) + (this.sums[at] as number);
    return logits;
  }

  /** What each word adds to the logit of a category above the mean of the three. */
  gains(category: number): number[] {
    const gains: number[] = [];
    for (let at = 0; at < 2 * this.words; at += 2) {
      const mean = ((this.sums[at] as number) + (this.sums[at + 1] as number)) / 3;
      gains.push((category === 2 ? 0 : (this.sums[at + category] as number)) - mean);
    }
    return gains;
  }
}

/** Probabilities of the logits at a temperature. */
export function softmax(logits: readonly number[], temperature: number): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp((logit - highest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
