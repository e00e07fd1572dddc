import type { Features } from './features.js';

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

/** What each word spoke for the first and the second category against the third; a pair of words shares. */
export interface LinearVotes {
  first: Float64Array;
  second: Float64Array;
}

/** @param words number of words of the text that the features are of */
export function countLinearVotes(linear: Linear, features: Features, words: number): LinearVotes {
  const { weights } = linear;
  const { id, value, word, word2 } = features;
  const shift = 32 - linear.bits;
  const half = linear.scale / 2;
  const first = new Float64Array(words);
  const second = new Float64Array(words);
  for (let f = 0; f < features.count; f++) {
    const row = ((id[f] as number) >>> shift) << 1;
    const one = word[f] as number;
    const two = word2[f] as number;
    const share = (value[f] as number) * (one === two ? linear.scale : half);
    const a = share * (weights[row] as number);
    const b = share * (weights[row + 1] as number);
    first[one] = (first[one] as number) + a;
    second[one] = (second[one] as number) + b;
    if (one === two) continue;
    first[two] = (first[two] as number) + a;
    second[two] = (second[two] as number) + b;
  }
  return { first, second };
}

/** Three scores (logits up to a constant). */
export function scoreLinear({ first, second }: LinearVotes): Float64Array {
  const scores = new Float64Array(3);
  for (let i = 0; i < first.length; i++) {
    scores[0] = (scores[0] as number) + (first[i] as number);
    scores[1] = (scores[1] as number) + (second[i] as number);
  }
  return scores;
}

/** Adds to `gain` what each word spoke for a category against the mean of the three, times `factor`. */
export function explainLinear(
  { first, second }: LinearVotes,
  category: number,
  factor: number,
  gain: Float64Array,
): void {
  for (let i = 0; i < gain.length; i++) {
    const a = first[i] as number;
    const b = second[i] as number;
    const own = category === 0 ? a : category === 1 ? b : 0;
    gain[i] = (gain[i] as number) + factor * (own - (a + b) / 3);
  }
}
