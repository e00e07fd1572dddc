import type { Features } from '#libs/categorizer/scoring/features.js';
import { softmax, type Linear } from '#libs/categorizer/scoring/linear.js';
import { Random } from './random.js';

/** Chosen by cross-validation over sources. */
export const LINEAR_SETTINGS = { bits: 19, epochs: 6, rate: 0.1, decay: 1e-5, dropout: 0.15, seed: 1 };

/** Words of a text that are dropped apart; beyond that they are dropped together. */
const MOST_WORDS = 64;

/**
 * Multinomial logistic regression by stochastic gradient descent with AdaGrad (Duchi, Hazan, Singer 2011), weights rounded to 8 bits.
 * @param rows how many rows of weights the features name
 * @param categories place in `CATEGORIES` of each text
 */
export function trainLinear(
  rows: number,
  texts: readonly Features[],
  categories: readonly number[],
  settings = LINEAR_SETTINGS,
): Linear {
  const weights = new Float32Array(3 * rows);
  const squares = new Float32Array(3 * rows).fill(1e-6);
  const random = new Random(settings.seed);
  const order = Int32Array.from(texts, (_, t) => t);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    random.shuffle(order);
    for (const t of order) learn(weights, squares, texts[t] as Features, categories[t] as number, settings, random);
  }
  return quantise(weights, settings.bits);
}

function learn(
  weights: Float32Array,
  squares: Float32Array,
  { row, first, end, value }: Features,
  category: number,
  { rate, decay, dropout }: typeof LINEAR_SETTINGS,
  random: Random,
): void {
  const dropped = Uint8Array.from({ length: MOST_WORDS }, () => Number(random.next() < dropout));
  const logits = [0, 0, 0];
  forEachFeature((at, factor) => {
    for (let k = 0; k < 3; k++) logits[k] = (logits[k] as number) + (weights[at + k] as number) * factor;
  });
  const slope = softmax(logits, 1).map((probability, k) => probability - Number(k === category));
  forEachFeature((at, factor) => {
    for (let k = 0; k < 3; k++) {
      const gradient = (slope[k] as number) * factor + decay * (weights[at + k] as number);
      squares[at + k] = (squares[at + k] as number) + gradient * gradient;
      weights[at + k] = (weights[at + k] as number) - (rate * gradient) / Math.sqrt(squares[at + k] as number);
    }
  });

  function forEachFeature(visit: (at: number, factor: number) => void): void {
    let f = 0;
    end.forEach((last, group) => {
      for (; f < last; f++)
        if (dropped[(first[f] as number) % MOST_WORDS] === 0) visit(3 * (row[f] as number), value[group] as number);
    });
  }
}

/** Leaves the third category out: only differences count. */
function quantise(weights: Float32Array, bits: number): Linear {
  const differences = Float32Array.from({ length: (weights.length / 3) * 2 }, (_, at) => {
    const row = (at >> 1) * 3;
    return (weights[row + (at & 1)] as number) - (weights[row + 2] as number);
  });
  const highest = differences.reduce((most, difference) => Math.max(most, Math.abs(difference)), 0);
  const scale = highest / 127 || 1;
  return { bits, scale, weights: Int8Array.from(differences, (difference) => Math.round(difference / scale)) };
}
