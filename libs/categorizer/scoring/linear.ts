import type { Features } from './features.js';

/** Multinomial logistic regression over hashed features: three weights a row, in units of `scale`. */
export interface Linear {
  /** log2 of the number of rows. */
  bits: number;
  scale: number;
  weights: Int8Array;
}

/** Three scores (logits up to a constant). */
export function scoreLinear(linear: Linear, features: Features): Float64Array {
  const { weights } = linear;
  const shift = 32 - linear.bits;
  let first = 0;
  let second = 0;
  let third = 0;
  for (let f = 0; f < features.count; f++) {
    const row = ((features.id[f] as number) >>> shift) * 3;
    const value = features.value[f] as number;
    first += value * (weights[row] as number);
    second += value * (weights[row + 1] as number);
    third += value * (weights[row + 2] as number);
  }
  return Float64Array.of(first * linear.scale, second * linear.scale, third * linear.scale);
}

/** Adds to `gain` what each word spoke for a category against the mean of the three, times `factor`. */
export function explainLinear(
  linear: Linear,
  features: Features,
  category: number,
  factor: number,
  gain: Float64Array,
): void {
  const { weights } = linear;
  const shift = 32 - linear.bits;
  for (let f = 0; f < features.count; f++) {
    const row = ((features.id[f] as number) >>> shift) * 3;
    const mean = ((weights[row] as number) + (weights[row + 1] as number) + (weights[row + 2] as number)) / 3;
    const share = factor * linear.scale * (features.value[f] as number) * ((weights[row + category] as number) - mean);
    const word = features.word[f] as number;
    const word2 = features.word2[f] as number;
    gain[word] = (gain[word] as number) + share / 2;
    gain[word2] = (gain[word2] as number) + share / 2;
  }
}
