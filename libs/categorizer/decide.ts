import { extractFeatures } from './features.js';
import type { Model } from './model/model.js';
import { readWords } from './text/words.js';

export interface Decision {
  category: number;
  confidence: number;
  words: string[];
}

const MOST_WORDS = 5;

/** The category with the highest score, its calibrated probability, and the words that raised it above the others. */
export function decide(model: Model, text: string): Decision {
  const words = readWords(text);
  const features = extractFeatures(words);
  const scores = [...model.bias];
  const shift = 32 - model.bits;
  for (let f = 0; f < features.count; f++) {
    const row = ((features.id[f] as number) >>> shift) * 3;
    const value = (features.value[f] as number) * model.scale;
    for (let c = 0; c < 3; c++) scores[c] = (scores[c] as number) + value * (model.weights[row + c] as number);
  }
  const category = scores.indexOf(Math.max(...scores));
  const gain = new Float64Array(words.count);
  for (let f = 0; f < features.count; f++) {
    const row = ((features.id[f] as number) >>> shift) * 3;
    const sum = (model.weights[row] as number) + (model.weights[row + 1] as number) + (model.weights[row + 2] as number);
    const share = (features.value[f] as number) * (3 * (model.weights[row + category] as number) - sum);
    gain[features.word[f] as number]! += share;
    gain[features.word2[f] as number]! += share;
  }
  const ranked = [...gain.keys()].filter((i) => (gain[i] as number) > 0).sort((a, b) => (gain[b] as number) - (gain[a] as number));
  const said = ranked.map((i) => text.slice(words.start[i], words.end[i])).filter((word) => word.length > 3);
  return { category, confidence: probability(scores, category, model.temperature), words: [...new Set(said)].slice(0, MOST_WORDS) };
}

/** Softmax at a temperature. */
function probability(scores: number[], category: number, temperature: number): number {
  let sum = 0;
  for (const score of scores) sum += Math.exp((score - (scores[category] as number)) / temperature);
  return 1 / sum;
}
