import type { Linear } from '../scoring/linear.js';
import type { Features } from './collect-features.js';
import { Random, upTo } from './random.js';

/** Chosen by cross validation. */
export const LINEAR_SETTINGS = { bits: 18, epochs: 10, rate: 0.1, decay: 1e-5, seed: 1 };

/**
 * Multinomial logistic regression by stochastic gradient descent with AdaGrad (Duchi, Hazan, Singer 2011), weights rounded to 8 bits.
 * @param categories place in `CATEGORIES` of each text
 */
export function trainLinear(texts: Features[], categories: ArrayLike<number>, settings = LINEAR_SETTINGS): Linear {
  const rows = texts.map((features) => features.id.map((id) => (id >>> (32 - settings.bits)) * 3));
  const weights = new Float32Array(3 << settings.bits);
  const squares = new Float32Array(3 << settings.bits).fill(1e-6);
  const random = new Random(settings.seed);
  const order = upTo(texts.length);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    random.shuffle(order);
    for (const t of order) {
      learn(weights, squares, rows[t] as Uint32Array, (texts[t] as Features).value, categories[t] as number, settings);
    }
  }
  return quantise(weights, settings.bits);
}

function learn(
  weights: Float32Array,
  squares: Float32Array,
  rows: Uint32Array,
  values: Float32Array,
  category: number,
  { rate, decay }: typeof LINEAR_SETTINGS,
): void {
  const slope = [0, 0, 0];
  for (let f = 0; f < rows.length; f++) {
    for (let k = 0; k < 3; k++) slope[k]! += (weights[(rows[f] as number) + k] as number) * (values[f] as number);
  }
  const highest = Math.max(...slope);
  let sum = 0;
  for (let k = 0; k < 3; k++) sum += slope[k] = Math.exp((slope[k] as number) - highest);
  for (let k = 0; k < 3; k++) slope[k] = (slope[k] as number) / sum - (k === category ? 1 : 0);
  for (let f = 0; f < rows.length; f++) {
    for (let k = 0; k < 3; k++) {
      const at = (rows[f] as number) + k;
      const gradient = (slope[k] as number) * (values[f] as number) + decay * (weights[at] as number);
      squares[at]! += gradient * gradient;
      weights[at]! -= (rate * gradient) / Math.sqrt(squares[at] as number);
    }
  }
}

/** Leaves the third category out: only differences count. */
function quantise(weights: Float32Array, bits: number): Linear {
  const differences = Float32Array.from({ length: 2 << bits }, (_, at) => {
    const row = (at >> 1) * 3;
    return (weights[row + (at & 1)] as number) - (weights[row + 2] as number);
  });
  const highest = differences.reduce((most, difference) => Math.max(most, Math.abs(difference)), 0);
  const scale = highest / 127 || 1;
  return { bits, scale, weights: Int8Array.from(differences, (difference) => Math.round(difference / scale)) };
}
