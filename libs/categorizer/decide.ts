import type { Model } from './model/model.js';
import { makeReading, readText } from './reading/read-text.js';
import { Vocabulary } from './reading/vocabulary.js';
import { ClauseNetRun } from './scoring/clause-net.js';
import { decidingWords } from './scoring/deciding-words.js';
import { explainLinear, LinearVotes, scoreLinear } from './scoring/linear.js';
import { makeSequence, readSequence } from './scoring/sequence.js';

export interface Decision {
  /** Place in `CATEGORIES`. */
  category: number;
  confidence: number;
  words: string[];
}

/** None of the models may be so sure that the others cannot be heard. */
const FLOOR = 1e-3;

/** Decides with a model, one text after the other; the arrays of a text serve the next one again. */
export class Decider {
  private readonly vocabulary: Vocabulary;
  private readonly votes: LinearVotes;
  private readonly nets: ClauseNetRun[];
  private readonly reading = makeReading();
  private readonly sequence = makeSequence(this.reading.words.start.length);
  private readonly scores = new Float64Array(3);
  private readonly linearScores = new Float64Array(3);
  private readonly gain = new Float64Array(this.reading.words.start.length);

  constructor(private readonly model: Model) {
    this.vocabulary = new Vocabulary(model.knowledge, model.turn);
    this.votes = new LinearVotes(model.linear);
    this.nets = model.nets.map((net) => new ClauseNetRun(net));
  }

  /** The likeliest category, its calibrated probability, and the words that raised it above the others. */
  decide(text: string): Decision {
    this.look(text);
    const { model, scores, reading, gain } = this;
    const { count } = reading.words;
    const category = highestPlace(scores);
    gain.fill(0, 0, count);
    explainLinear(this.votes, count, category, model.linearWeight, gain);
    for (const net of this.nets) net.explain(this.sequence, category, gain);
    return {
      category,
      confidence: probability(scores, category, model.temperature),
      words: decidingWords(text, reading, gain),
    };
  }

  /** The three scores of a text that `decide` chooses by: summed log probabilities of the models. */
  score(text: string): Float64Array {
    this.look(text);
    return this.scores.slice();
  }

  private look(text: string): void {
    const { model, scores, linearScores, votes, sequence } = this;
    const reading = readText(this.vocabulary, text, this.reading);
    votes.count(reading);
    scoreLinear(votes, reading.words.count, linearScores);
    scores.fill(0);
    addLogProbabilities(linearScores, model.linearWeight, scores);
    readSequence(reading, sequence);
    for (const net of this.nets) {
      net.run(sequence);
      addLogProbabilities(net.scores, 1, scores);
    }
  }
}

function addLogProbabilities(scores: Float64Array, weight: number, sum: Float64Array): void {
  for (let k = 0; k < 3; k++) sum[k] = (sum[k] as number) + weight * Math.log(probability(scores, k, 1) + FLOOR);
}

/** Probability of a category by softmax at a temperature. */
export function probability(scores: Float64Array, category: number, temperature: number): number {
  const highest = (scores[highestPlace(scores)] as number) / temperature;
  let sum = 0;
  for (let k = 0; k < 3; k++) sum += Math.exp((scores[k] as number) / temperature - highest);
  return Math.exp((scores[category] as number) / temperature - highest) / sum;
}

function highestPlace(scores: Float64Array): number {
  let best = 0;
  for (let k = 1; k < 3; k++) if ((scores[k] as number) > (scores[best] as number)) best = k;
  return best;
}
