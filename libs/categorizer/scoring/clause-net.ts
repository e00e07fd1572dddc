import { conceptsOf } from '../reading/concepts.js';
import { type Knowledge, NO_ROW } from '../reading/knowledge.js';
import type { Reading } from '../reading/read-text.js';

/**
 * A small convolutional net over word vectors that weighs clauses against each other ("the printer is fine, but the
 * ceiling above it drips"). Each filter looks at three neighbouring known words of a clause; the maximum per clause is
 * pooled, the clauses are weighted by softmax attention, and the three scores see that mean and the maximum over all.
 * After Kim, "Convolutional Neural Networks for Sentence Classification" (2014), with attention over clauses.
 *
 * The word vectors are multiplied with the filters at training: a row holds what a word adds to each filter as the
 * word before, the word itself and the word after.
 */
export interface ClauseNet {
  filters: number;
  /** 3 x filters numbers a row (before, itself, after), in units of `rowScale` of their column; the last row is zero. */
  rows: Int8Array;
  /** What each concept of a pair of words ("hot water") adds, in the same units; those of a word alone are in its row. */
  conceptRows: Int8Array;
  rowScale: Float32Array;
  bias: Float32Array;
  attention: Float32Array;
  /** What being the last and the first clause adds to attention. */
  place: Float32Array;
  /** 3 x filters: weights of the attended clauses, and of the maximum over all. */
  attended: Float32Array;
  overall: Float32Array;
  constant: Float32Array;
}

/** The words of a text that have a row, and their clauses numbered without gaps. */
export interface Sequence {
  count: number;
  row: Int32Array;
  word: Int32Array;
  clause: Int32Array;
  clauses: number;
  /** Concepts of the pair of words that begins at each place ("hot water"); those of a word alone are in its row. */
  concepts: number[][];
}

export function readSequence(knowledge: Knowledge, reading: Reading): Sequence {
  const { count } = reading.words;
  const sequence: Sequence = {
    count: 0,
    row: new Int32Array(count),
    word: new Int32Array(count),
    clause: new Int32Array(count),
    clauses: 0,
    concepts: [],
  };
  let clause = -1;
  for (let i = 0; i < count; i++) {
    const entry = reading.entry[i] as number;
    const row = entry < 0 ? NO_ROW : (knowledge.entryRow[entry] as number);
    if (row === NO_ROW) continue;
    if (reading.clause[i] !== clause) {
      clause = reading.clause[i] as number;
      sequence.clauses++;
    }
    sequence.row[sequence.count] = row;
    sequence.concepts.push(conceptsOf(knowledge, reading.pair[i] as number));
    sequence.word[sequence.count] = i;
    sequence.clause[sequence.count++] = sequence.clauses - 1;
  }
  return sequence;
}

const LOWEST = -0x8000;

/** What the net saw: scores, and which place of the sequence won each filter (-1: none above zero). */
export interface Activation {
  scores: Float64Array;
  /** clauses x filters: pooled values and the places they come from. */
  pooled: Float32Array;
  winner: Int32Array;
  share: Float64Array;
}

export function runClauseNet(net: ClauseNet, sequence: Sequence): Activation {
  const { filters } = net;
  const { pooled, winner } = pool(net, sequence);
  const share = attend(net, sequence.clauses, pooled);
  const scores = Float64Array.from(net.constant);
  for (let f = 0; f < filters; f++) {
    let mean = 0;
    let highest = 0;
    for (let c = 0; c < sequence.clauses; c++) {
      const value = pooled[c * filters + f] as number;
      mean += (share[c] as number) * value;
      if (value > highest) highest = value;
    }
    for (let k = 0; k < 3; k++) {
      scores[k] =
        (scores[k] as number) +
        (net.attended[k * filters + f] as number) * mean +
        (net.overall[k * filters + f] as number) * highest;
    }
  }
  return { scores, pooled, winner, share };
}

/** The highest value of each filter in each clause, in whole units as long as possible, and where it was. */
function pool(net: ClauseNet, sequence: Sequence): Pick<Activation, 'pooled' | 'winner'> {
  const { filters, rowScale, bias } = net;
  const { clause, count, clauses } = sequence;
  const sums = new Int32Array(filters);
  const highest = new Int32Array(clauses * filters).fill(LOWEST);
  const winner = new Int32Array(clauses * filters);
  for (let i = 0; i < count; i++) {
    const here = clause[i] as number;
    const before = i > 0 && clause[i - 1] === here;
    const after = i + 1 < count && clause[i + 1] === here;
    addUp(net, sequence, i, before, after, sums);
    const base = here * filters;
    for (let f = 0; f < filters; f++) {
      const sum = sums[f] as number;
      if (sum > (highest[base + f] as number)) {
        highest[base + f] = sum;
        winner[base + f] = i;
      }
    }
  }
  const pooled = new Float32Array(clauses * filters);
  for (let at = 0; at < pooled.length; at++) {
    const f = at % filters;
    const value = (bias[f] as number) + (highest[at] as number) * (rowScale[f] as number);
    if (value > 0) pooled[at] = value;
    else winner[at] = -1;
  }
  return { pooled, winner };
}

/** What a place and its neighbours in the clause add to each filter. */
function addUp(
  { filters, rows, conceptRows }: ClauseNet,
  { row, concepts }: Sequence,
  i: number,
  before: boolean,
  after: boolean,
  sums: Int32Array,
): void {
  const width = 3 * filters;
  const itself = (row[i] as number) * width + filters;
  // The last row holds zeros.
  const none = rows.length - width;
  const first = before ? (row[i - 1] as number) * width : none;
  const third = (after ? (row[i + 1] as number) * width : none) + 2 * filters;
  for (let f = 0; f < filters; f++)
    sums[f] = (rows[first + f] as number) + (rows[itself + f] as number) + (rows[third + f] as number);
  for (let k = before ? 0 : 1; k < (after ? 3 : 2); k++) {
    for (const concept of concepts[i + k - 1] as number[]) {
      const at = concept * width + k * filters;
      for (let f = 0; f < filters; f++) sums[f] = (sums[f] as number) + (conceptRows[at + f] as number);
    }
  }
}

function attend(net: ClauseNet, clauses: number, pooled: Float32Array): Float64Array {
  const share = new Float64Array(clauses);
  let highest = -Infinity;
  for (let c = 0; c < clauses; c++) {
    let sum = (c === clauses - 1 ? (net.place[0] as number) : 0) + (c === 0 ? (net.place[1] as number) : 0);
    for (let f = 0; f < net.filters; f++) sum += (net.attention[f] as number) * (pooled[c * net.filters + f] as number);
    share[c] = sum;
    highest = Math.max(highest, sum);
  }
  let total = 0;
  for (let c = 0; c < clauses; c++) total += share[c] = Math.exp((share[c] as number) - highest);
  for (let c = 0; c < clauses; c++) share[c] = (share[c] as number) / total;
  return share;
}

/** Adds to `gain` what each word spoke for a category against the mean of the three. */
export function explainClauseNet(
  net: ClauseNet,
  sequence: Sequence,
  seen: Activation,
  category: number,
  gain: Float64Array,
): void {
  const { filters } = net;
  for (let f = 0; f < filters; f++) {
    const weight = (weights: Float32Array) =>
      (weights[category * filters + f] as number) -
      ((weights[f] as number) + (weights[filters + f] as number) + (weights[2 * filters + f] as number)) / 3;
    let top = 0;
    for (let c = 0; c < sequence.clauses; c++) {
      if ((seen.pooled[c * filters + f] as number) > (seen.pooled[top * filters + f] as number)) top = c;
    }
    for (let c = 0; c < sequence.clauses; c++) {
      const at = seen.winner[c * filters + f] as number;
      if (at < 0) continue;
      const factor = (seen.share[c] as number) * weight(net.attended) + (c === top ? weight(net.overall) : 0);
      const word = sequence.word[at] as number;
      gain[word] = (gain[word] as number) + factor * (seen.pooled[c * filters + f] as number);
    }
  }
}
