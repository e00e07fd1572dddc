import { type FeatureSink, valueIn } from '#libs/categorizer/scoring/features.js';
import { softmax, type Linear } from '#libs/categorizer/scoring/linear.js';
import { SeededRandom } from '../bin/random.js';

/** Chosen by cross-validation over styles. */
export const LINEAR_SETTINGS = { bits: 19, epochs: 6, rate: 0.1, decay: 1e-5, dropout: 0.15, seed: 3 };

/** Words of a text that are dropped apart; beyond that they are dropped together. */
const MOST_WORDS = 64;

/** The features of a text, kept for training; place f of every list is about feature f. */
export class FeatureList implements FeatureSink {
  readonly rows: number[] = [];
  readonly values: number[] = [];
  readonly words: number[] = [];

  add(row: number, word: number): void {
    this.rows.push(row);
    this.words.push(word);
  }

  endGroup(weight: number): void {
    const value = valueIn(weight, this.rows.length - this.values.length);
    while (this.values.length < this.rows.length) this.values.push(value);
  }
}

/**
 * Multinomial logistic regression by stochastic gradient descent with AdaGrad (Duchi, Hazan, Singer 2011), weights rounded to 8 bits.
 * @param rows how many rows of weights the features name
 * @param categories place in `CATEGORIES` of each text
 */
export function trainLinear(rows: number, texts: readonly FeatureList[], categories: readonly number[]): Linear {
  const weights = new Float32Array(3 * rows);
  const squares = new Float32Array(3 * rows).fill(1e-6);
  const random = new SeededRandom(LINEAR_SETTINGS.seed);
  let order = texts.map((_, t) => t);
  for (let epoch = 0; epoch < LINEAR_SETTINGS.epochs; epoch++) {
    order = random.shuffled(order);
    for (const t of order) learn(weights, squares, texts[t] as FeatureList, categories[t] as number, random);
  }
  return quantise(weights);
}

function learn(
  weights: Float32Array,
  squares: Float32Array,
  { rows, words, values }: FeatureList,
  category: number,
  random: SeededRandom,
): void {
  const { rate, decay, dropout } = LINEAR_SETTINGS;
  const dropped = Uint8Array.from({ length: MOST_WORDS }, () => Number(random.chance(dropout)));
  const logits = [0, 0, 0];
  forEachWeight((at, value, k) => (logits[k] = (logits[k] as number) + (weights[at] as number) * value));
  const slope = softmax(logits, 1).map((probability, k) => probability - Number(k === category));
  forEachWeight((at, value, k) => {
    const gradient = (slope[k] as number) * value + decay * (weights[at] as number);
    squares[at] = (squares[at] as number) + gradient * gradient;
    weights[at] = (weights[at] as number) - (rate * gradient) / Math.sqrt(squares[at] as number);
  });

  function forEachWeight(visit: (at: number, value: number, k: number) => void): void {
    rows.forEach((row, f) => {
      if (dropped[(words[f] as number) % MOST_WORDS] !== 0) return;
      for (let k = 0; k < 3; k++) visit(3 * row + k, values[f] as number, k);
    });
  }
}

/** Leaves the third category out: only differences count. */
function quantise(weights: Float32Array): Linear {
  const differences = Float32Array.from({ length: (weights.length / 3) * 2 }, (_, at) => {
    const row = (at >> 1) * 3;
    return (weights[row + (at & 1)] as number) - (weights[row + 2] as number);
  });
  const scale = differences.reduce((most, difference) => Math.max(most, Math.abs(difference)), 0) / 127 || 1;
  const rounded = Int8Array.from(differences, (difference) => Math.round(difference / scale));
  return { bits: LINEAR_SETTINGS.bits, scale, weights: rounded };
}
