import type { Features } from './features.js';

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

/** What the words of a text add to the logits of the first and second category against the third; place i is word i. */
export interface Contributions {
  first: Float64Array;
  second: Float64Array;
  /** The three logits: the plain sums. */
  logits: [number, number, number];
}

/** The contribution of every word: its features, and half of each pair that it is in. */
export function contributionsOf({ scale, weights }: Linear, features: Features, words: number): Contributions {
  const first = new Float64Array(words);
  const second = new Float64Array(words);
  const { row, first: firstWord, second: secondWord, end, value } = features;
  let f = 0;
  for (let group = 0; group < end.length; group++) {
    const half = ((value[group] as number) * scale) / 2;
    for (const last = end[group] as number; f < last; f++) {
      const at = 2 * (row[f] as number);
      const a = half * (weights[at] as number);
      const b = half * (weights[at + 1] as number);
      const i = firstWord[f] as number;
      const j = secondWord[f] as number;
      first[i] = (first[i] as number) + a;
      first[j] = (first[j] as number) + a;
      second[i] = (second[i] as number) + b;
      second[j] = (second[j] as number) + b;
    }
  }
  return { first, second, logits: [sumOf(first), sumOf(second), 0] };
}

/** What word i adds to the logit of a category above the mean of the three. */
export function gainOf({ first, second }: Contributions, i: number, category: number): number {
  const a = first[i] as number;
  const b = second[i] as number;
  const own = category === 0 ? a : category === 1 ? b : 0;
  return own - (a + b) / 3;
}

/** Probabilities of the logits at a temperature. */
export function softmax(logits: readonly number[], temperature: number): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp((logit - highest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function sumOf(numbers: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] as number;
  return sum;
}
