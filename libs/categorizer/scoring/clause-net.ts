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
  /** 3 x filters numbers a row (before, itself, after), in units of `rowScale` of their column. */
  rows: Int8Array;
  /** What each concept of the lexicon adds, in the same units. */
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
  /** Concepts of each place. */
  concepts: number[][];
}

/** @param concepts of every word, see `conceptsByWord` */
export function readSequence(knowledge: Knowledge, reading: Reading, concepts: number[][]): Sequence {
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
    sequence.concepts.push(concepts[i] as number[]);
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

/** What each place adds to the filters (3 x filters a place): its word and its concepts. Zeros come before the first place. */
function addUp(net: ClauseNet, sequence: Sequence): Int16Array {
  const { rows, conceptRows } = net;
  const width = 3 * net.filters;
  const sums = new Int16Array((sequence.count + 1) * width);
  for (let i = 0; i < sequence.count; i++) {
    const base = (i + 1) * width;
    const row = (sequence.row[i] as number) * width;
    for (let f = 0; f < width; f++) sums[base + f] = rows[row + f] as number;
    for (const concept of sequence.concepts[i] as number[]) {
      const conceptRow = concept * width;
      for (let f = 0; f < width; f++)
        sums[base + f] = (sums[base + f] as number) + (conceptRows[conceptRow + f] as number);
    }
  }
  return sums;
}

/** The highest value of each filter in each clause, in whole units as long as possible, and where it was. */
function pool(net: ClauseNet, sequence: Sequence): Pick<Activation, 'pooled' | 'winner'> {
  const { filters, rowScale, bias } = net;
  const { clause, count, clauses } = sequence;
  const width = 3 * filters;
  const sums = addUp(net, sequence);
  const highest = new Int16Array(clauses * filters).fill(LOWEST);
  const winner = new Int32Array(clauses * filters);
  for (let i = 0; i < count; i++) {
    const here = clause[i] as number;
    const before = i > 0 && clause[i - 1] === here ? i * width : 0;
    const itself = (i + 1) * width + filters;
    const after = (i + 1 < count && clause[i + 1] === here ? (i + 2) * width : 0) + 2 * filters;
    const base = here * filters;
    for (let f = 0; f < filters; f++) {
      const sum = (sums[itself + f] as number) + (sums[before + f] as number) + (sums[after + f] as number);
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
