import type { Sequence } from '../scoring/sequence.js';
import { DIMENSIONS } from './english-vectors.js';
import type { Random } from './random.js';
import type { WordRow } from './word-vectors.js';

/** The net while it learns: the filters are still apart from the word vectors. */
export type Parameters = Record<
  'filters' | 'bias' | 'attention' | 'place' | 'attended' | 'overall' | 'constant',
  Float32Array
>;

const WIDTH = 3;
/** Concepts a lexicon may have. */
export const CONCEPTS = 256;
/** Numbers a word shows to the filters: its vector, and 1 for each of its concepts. */
export const INPUTS = DIMENSIONS + CONCEPTS;

export function makeParameters(filters: number, random?: Random): Parameters {
  const make = (length: number, size: number) =>
    Float32Array.from({ length }, () => (random && size > 0 ? random.bell() * size : 0));
  return {
    filters: make(WIDTH * INPUTS * filters, 0.2),
    bias: make(filters, 0),
    attention: make(filters, 0.1),
    place: make(2, 0),
    attended: make(3 * filters, 0.1),
    overall: make(3 * filters, 0.1),
    constant: make(3, 0),
  };
}

/**
 * Runs one text forward and adds the gradient of its cross entropy to `gradient`: the arithmetic of `runClauseNet`, with dropout.
 * @param keep factor of each pooled value, 2 x filters (attended, overall): 0 drops it
 */
export function addGradient(
  net: Parameters,
  gradient: Parameters,
  rows: WordRow[],
  text: Sequence,
  category: number,
  keep: Float32Array,
): void {
  const filters = net.bias.length;
  const { pooled, winner } = pool(net, rows, text, filters);
  const share = attend(net, pooled, text.clauses, filters);
  const mean = new Float32Array(filters);
  const top = new Int32Array(filters);
  for (let c = 0; c < text.clauses; c++) {
    for (let f = 0; f < filters; f++) {
      const value = pooled[c * filters + f] as number;
      mean[f]! += (share[c] as number) * value;
      if (value > (pooled[(top[f] as number) * filters + f] as number)) top[f] = c;
    }
  }
  const highest = (f: number) => (text.clauses === 0 ? 0 : (pooled[(top[f] as number) * filters + f] as number));
  const slope = slopes(net, mean, highest, keep, filters, category);
  const toPooled = new Float32Array(pooled.length);
  const toMean = new Float32Array(filters);
  for (let k = 0; k < 3; k++) gradient.constant[k]! += slope[k] as number;
  for (let f = 0; f < filters; f++) {
    const kept = keep[f] as number;
    const kept2 = keep[filters + f] as number;
    for (let k = 0; k < 3; k++) {
      const s = slope[k] as number;
      gradient.attended[k * filters + f]! += s * (mean[f] as number) * kept;
      gradient.overall[k * filters + f]! += s * highest(f) * kept2;
      toMean[f]! += s * (net.attended[k * filters + f] as number) * kept;
      if (text.clauses > 0)
        toPooled[(top[f] as number) * filters + f]! += s * (net.overall[k * filters + f] as number) * kept2;
    }
  }
  addAttention(net, gradient, pooled, share, toMean, toPooled, text.clauses);
  addFilters(gradient, rows, text, winner, toPooled, filters);
}

function pool(net: Parameters, rows: WordRow[], text: Sequence, filters: number) {
  const pooled = new Float32Array(text.clauses * filters);
  const winner = new Int32Array(text.clauses * filters).fill(-1);
  const sum = new Float32Array(filters);
  const weights = net.filters;
  for (let i = 0; i < text.count; i++) {
    sum.set(net.bias);
    for (let k = 0; k < WIDTH; k++) {
      const j = i + k - 1;
      if (text.clause[j] !== text.clause[i] || j < 0 || j >= text.count) continue;
      const { vector, concepts } = rows[text.row[j] as number] as WordRow;
      const seen = [...concepts, ...(text.concepts[j] as readonly number[])];
      for (let d = 0; d < DIMENSIONS; d++) {
        const value = vector[d] as number;
        const at = (k * INPUTS + d) * filters;
        for (let f = 0; f < filters; f++) sum[f] = (sum[f] as number) + value * (weights[at + f] as number);
      }
      for (const concept of seen) {
        const at = (k * INPUTS + DIMENSIONS + concept) * filters;
        for (let f = 0; f < filters; f++) sum[f] = (sum[f] as number) + (weights[at + f] as number);
      }
    }
    const base = (text.clause[i] as number) * filters;
    for (let f = 0; f < filters; f++) {
      if ((sum[f] as number) > (pooled[base + f] as number)) {
        pooled[base + f] = sum[f] as number;
        winner[base + f] = i;
      }
    }
  }
  return { pooled, winner };
}

function attend(net: Parameters, pooled: Float32Array, clauses: number, filters: number): Float64Array {
  const share = new Float64Array(clauses);
  for (let c = 0; c < clauses; c++) {
    let sum = (c === clauses - 1 ? (net.place[0] as number) : 0) + (c === 0 ? (net.place[1] as number) : 0);
    for (let f = 0; f < filters; f++) sum += (net.attention[f] as number) * (pooled[c * filters + f] as number);
    share[c] = sum;
  }
  return softmaxInPlace(share);
}

function softmaxInPlace(values: Float64Array): Float64Array {
  const highest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] = Math.exp((values[i] as number) - highest);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) / total;
  return values;
}

/** Probability minus truth, for the three categories. */
function slopes(
  net: Parameters,
  mean: Float32Array,
  highest: (f: number) => number,
  keep: Float32Array,
  filters: number,
  category: number,
) {
  const scores = Float64Array.from(net.constant);
  for (let k = 0; k < 3; k++) {
    for (let f = 0; f < filters; f++) {
      const attended = (net.attended[k * filters + f] as number) * (mean[f] as number) * (keep[f] as number);
      scores[k]! += attended + (net.overall[k * filters + f] as number) * highest(f) * (keep[filters + f] as number);
    }
  }
  const slope = softmaxInPlace(scores);
  slope[category]! -= 1;
  return slope;
}

function addAttention(
  net: Parameters,
  gradient: Parameters,
  pooled: Float32Array,
  share: Float64Array,
  toMean: Float32Array,
  toPooled: Float32Array,
  clauses: number,
): void {
  const filters = toMean.length;
  const worth = new Float64Array(clauses);
  let average = 0;
  for (let c = 0; c < clauses; c++) {
    for (let f = 0; f < filters; f++) worth[c]! += (toMean[f] as number) * (pooled[c * filters + f] as number);
    average += (worth[c] as number) * (share[c] as number);
  }
  for (let c = 0; c < clauses; c++) {
    const slope = (share[c] as number) * ((worth[c] as number) - average);
    if (c === clauses - 1) gradient.place[0]! += slope;
    if (c === 0) gradient.place[1]! += slope;
    for (let f = 0; f < filters; f++) {
      gradient.attention[f]! += slope * (pooled[c * filters + f] as number);
      toPooled[c * filters + f]! += (share[c] as number) * (toMean[f] as number) + slope * (net.attention[f] as number);
    }
  }
}

function addFilters(
  gradient: Parameters,
  rows: WordRow[],
  text: Sequence,
  winner: Int32Array,
  toPooled: Float32Array,
  filters: number,
): void {
  for (let at = 0; at < winner.length; at++) {
    const i = winner[at] as number;
    if (i < 0) continue;
    const slope = toPooled[at] as number;
    const f = at % filters;
    gradient.bias[f]! += slope;
    for (let k = 0; k < WIDTH; k++) {
      const j = i + k - 1;
      if (text.clause[j] !== text.clause[i] || j < 0 || j >= text.count) continue;
      const { vector, concepts } = rows[text.row[j] as number] as WordRow;
      const seen = [...concepts, ...(text.concepts[j] as readonly number[])];
      for (let d = 0; d < DIMENSIONS; d++)
        gradient.filters[(k * INPUTS + d) * filters + f]! += slope * (vector[d] as number);
      for (const concept of seen) gradient.filters[(k * INPUTS + DIMENSIONS + concept) * filters + f]! += slope;
    }
  }
}
