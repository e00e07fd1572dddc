import { type FeatureSink, valueIn } from '#libs/categorizer/scoring/features.js';
import { softmax, type Linear } from '#libs/categorizer/scoring/linear.js';
import { SeededRandom } from '../bin/random.js';

/** Chosen by cross-validation over styles. The weights are the mean of several runs: one run is right or wrong by half a point by luck. */
export const LINEAR_SETTINGS = {
  bits: 19,
  epochs: 6,
  rate: 0.2,
  decay: 1e-5,
  dropout: 0.15,
  seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
};

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
  const { seeds } = LINEAR_SETTINGS;
  const mean = new Float32Array(3 * rows);
  for (const seed of seeds) {
    const weights = descend(new SeededRandom(seed), rows, texts, categories);
    for (let at = 0; at < mean.length; at++) mean[at] = (mean[at] as number) + (weights[at] as number) / seeds.length;
  }
  return quantise(mean);
}

function descend(
  random: SeededRandom,
  rows: number,
  texts: readonly FeatureList[],
  categories: readonly number[],
): Float32Array {
  const weights = new Float32Array(3 * rows);
  const squares = new Float32Array(3 * rows).fill(1e-6);
  let order = texts.map((_, t) => t);
  for (let epoch = 0; epoch < LINEAR_SETTINGS.epochs; epoch++) {
    order = random.shuffled(order);
    for (const t of order) learn(weights, squares, texts[t] as FeatureList, categories[t] as number, random);
  }
  return weights;
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
  const kept = [...rows.keys()].filter((f) => dropped[(words[f] as number) % MOST_WORDS] === 0);
  const logits = [0, 0, 0];
  for (const f of kept)
    for (let k = 0; k < 3; k++)
      logits[k] = (logits[k] as number) + (weights[3 * (rows[f] as number) + k] as number) * (values[f] as number);
  const slope = softmax(logits, 1).map((probability, k) => probability - Number(k === category));
  for (const f of kept)
    for (let k = 0; k < 3; k++) {
      const at = 3 * (rows[f] as number) + k;
      const gradient = (slope[k] as number) * (values[f] as number) + decay * (weights[at] as number);
      squares[at] = (squares[at] as number) + gradient * gradient;
      weights[at] = (weights[at] as number) - (rate * gradient) / Math.sqrt(squares[at] as number);
    }
}

/** Leaves the third category out: only differences count. */
function quantise(weights: Float32Array): Linear {
  const differences = new Float32Array((weights.length / 3) * 2);
  let most = 0;
  for (let at = 0; at < differences.length; at++) {
    const row = (at >> 1) * 3;
    const difference = (weights[row + (at & 1)] as number) - (weights[row + 2] as number);
    differences[at] = difference;
    most = Math.max(most, Math.abs(difference));
  }
  const scale = most / 127 || 1;
  return { bits: LINEAR_SETTINGS.bits, scale, weights: Int8Array.from(differences.map((d) => Math.round(d / scale))) };
}
