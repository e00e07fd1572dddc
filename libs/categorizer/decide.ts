import type { Model } from './model/model.js';
import { conceptsByWord } from './reading/concepts-by-word.js';
import { readText } from './reading/read-text.js';
import { type Activation, explainClauseNet, readSequence, runClauseNet } from './scoring/clause-net.js';
import { decidingWords } from './scoring/deciding-words.js';
import { extractFeatures } from './scoring/features.js';
import { countLinearVotes, explainLinear, scoreLinear } from './scoring/linear.js';

export interface Decision {
  /** Place in `CATEGORIES`. */
  category: number;
  confidence: number;
  words: string[];
}

/** The likeliest category, its calibrated probability, and the words that raised it above the others. */
export function decide(model: Model, text: string): Decision {
  const { reading, sequence, votes, seen, scores } = look(model, text);
  const category = scores.indexOf(Math.max(...scores));
  const gain = new Float64Array(reading.words.count);
  explainLinear(votes, category, model.linearWeight, gain);
  model.nets.forEach((net, n) => explainClauseNet(net, sequence, seen[n] as Activation, category, gain));
  return {
    category,
    confidence: probability(scores, category, model.temperature),
    words: decidingWords(text, reading, gain),
  };
}

/** The three scores of a text that `decide` chooses by: summed log probabilities of the models. */
export function scoreText(model: Model, text: string): Float64Array {
  return look(model, text).scores;
}

function look(model: Model, text: string) {
  const reading = readText(model.knowledge, model.turn, text);
  const concepts = conceptsByWord(model.knowledge, reading);
  const sequence = readSequence(model.knowledge, reading);
  const votes = countLinearVotes(model.linear, extractFeatures(reading, concepts), reading.words.count);
  const seen = model.nets.map((net) => runClauseNet(net, sequence));
  const netScores = seen.map((activation) => activation.scores);
  return { reading, sequence, votes, seen, scores: combine(scoreLinear(votes), netScores, model.linearWeight) };
}

/** None of the models may be so sure that the others cannot be heard. */
const FLOOR = 1e-3;

/** Sum of the models' log probabilities, the linear one's times its weight. */
export function combine(linear: Float64Array, nets: Float64Array[], linearWeight: number): Float64Array {
  const sum = softmax(linear).map((p) => linearWeight * Math.log(p + FLOOR));
  for (const scores of nets) softmax(scores).forEach((p, k) => (sum[k] = (sum[k] as number) + Math.log(p + FLOOR)));
  return sum;
}

function softmax(scores: Float64Array): Float64Array {
  const highest = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - highest));
  const sum = (raised[0] as number) + (raised[1] as number) + (raised[2] as number);
  return raised.map((value) => value / sum);
}

/** Probability of a category by softmax at a temperature. */
export function probability(scores: Float64Array, category: number, temperature: number): number {
  return softmax(scores.map((score) => score / temperature))[category] as number;
}
