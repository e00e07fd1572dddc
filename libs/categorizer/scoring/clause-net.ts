import type { Sequence } from './sequence.js';

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

/** A sum and the place it came from in one number: of equal sums the first place is the higher. */
const PLACE_BITS = 13;
const LAST_PLACE = 2 ** PLACE_BITS - 1;
const LOWEST = -0x8000 * 2 ** PLACE_BITS;
const ROOM = 16;

/** Runs one text after the other through a net, and keeps what it saw of the last one. */
export class ClauseNetRun {
  readonly scores = new Float64Array(3);
  /** Clauses x filters: the highest sum in whole units, and which place of the sequence it came from (see PLACE_BITS). */
  private highest: Int32Array;
  /** The same in the net's own units, with the bias, 0 when it would be negative. */
  private pooled: Float32Array;
  private share = new Float64Array(ROOM);
  private readonly sums: Int32Array;
  private readonly nothing: Int32Array;
  /** Weights of a filter for a category against the mean of the three, 3 x filters. */
  private readonly attendedGain: Float64Array;
  private readonly overallGain: Float64Array;

  constructor(private readonly net: ClauseNet) {
    this.highest = new Int32Array(ROOM * net.filters);
    this.pooled = new Float32Array(ROOM * net.filters);
    this.sums = new Int32Array(net.filters);
    this.nothing = new Int32Array(net.filters);
    this.attendedGain = againstMean(net.attended, net.filters);
    this.overallGain = againstMean(net.overall, net.filters);
  }

  run(sequence: Sequence): void {
    if (sequence.clauses > this.share.length) this.makeRoom(sequence.clauses);
    this.pool(sequence);
    this.attend(sequence.clauses);
    const { pooled, share, scores } = this;
    const { filters, attended, overall, constant } = this.net;
    let first = constant[0] as number;
    let second = constant[1] as number;
    let third = constant[2] as number;
    for (let f = 0; f < filters; f++) {
      let mean = 0;
      let highest = 0;
      for (let c = 0, at = f; c < sequence.clauses; c++, at += filters) {
        const value = pooled[at] as number;
        mean += (share[c] as number) * value;
        if (value > highest) highest = value;
      }
      if (highest === 0) continue;
      const f2 = filters + f;
      const f3 = filters + f2;
      first += (attended[f] as number) * mean + (overall[f] as number) * highest;
      second += (attended[f2] as number) * mean + (overall[f2] as number) * highest;
      third += (attended[f3] as number) * mean + (overall[f3] as number) * highest;
    }
    scores[0] = first;
    scores[1] = second;
    scores[2] = third;
  }

  /** Adds to `gain` what each word of the last text spoke for a category against the mean of the three. */
  explain(sequence: Sequence, category: number, gain: Float64Array): void {
    const { pooled, highest, share, attendedGain, overallGain } = this;
    const { filters } = this.net;
    for (let f = 0; f < filters; f++) {
      const attended = attendedGain[category * filters + f] as number;
      let top = f;
      for (let c = 0, at = f; c < sequence.clauses; c++, at += filters) {
        const value = pooled[at] as number;
        if (value === 0) continue;
        if (value > (pooled[top] as number)) top = at;
        const word = sequence.word[placeOf(highest[at] as number)] as number;
        gain[word] = (gain[word] as number) + (share[c] as number) * attended * value;
      }
      if (sequence.clauses === 0 || pooled[top] === 0) continue;
      const word = sequence.word[placeOf(highest[top] as number)] as number;
      gain[word] = (gain[word] as number) + (overallGain[category * filters + f] as number) * (pooled[top] as number);
    }
  }

  /** The highest value of each filter in each clause, in whole units as long as possible, and where it was. */
  private pool(sequence: Sequence): void {
    const { highest, pooled } = this;
    const { filters, rows, rowScale, bias } = this.net;
    const { row, clause, count, clauses } = sequence;
    const width = 3 * filters;
    // The last row holds zeros.
    const none = rows.length - width;
    highest.fill(LOWEST, 0, clauses * filters);
    for (let i = 0; i < count; i++) {
      const here = clause[i] as number;
      const before = i > 0 && clause[i - 1] === here;
      const after = i + 1 < count && clause[i + 1] === here;
      let first = before ? (row[i - 1] as number) * width : none;
      let itself = (row[i] as number) * width + filters;
      let third = (after ? (row[i + 1] as number) * width : none) + 2 * filters;
      const joint = this.addPairs(sequence, i, before, after);
      for (let f = 0, at = here * filters; f < filters; f++, at++) {
        const sum = (rows[first++] as number) + (rows[itself++] as number) + (rows[third++] as number);
        const above = ((sum + (joint[f] as number)) << PLACE_BITS) + LAST_PLACE - i - (highest[at] as number);
        // The greater of the two without a branch, which would be guessed wrong every other time.
        highest[at] = (highest[at] as number) + (above & ~(above >> 31));
      }
    }
    for (let c = 0, at = 0; c < clauses; c++) {
      for (let f = 0; f < filters; f++, at++) {
        const value = (bias[f] as number) + ((highest[at] as number) >> PLACE_BITS) * (rowScale[f] as number);
        pooled[at] = value > 0 ? value : 0;
      }
    }
  }

  /** What the pairs of words that begin at a place and its neighbours in the clause add to each filter; mostly there are none. */
  private addPairs({ concepts }: Sequence, i: number, before: boolean, after: boolean): Int32Array {
    const { sums } = this;
    const { filters, conceptRows } = this.net;
    let found = false;
    for (let k = before ? 0 : 1; k < (after ? 3 : 2); k++) {
      const joint = concepts[i + k - 1] as readonly number[];
      if (joint.length === 0) continue;
      if (!found) sums.fill(0);
      found = true;
      for (const concept of joint) {
        const from = (concept * 3 + k) * filters;
        for (let f = 0; f < filters; f++) sums[f] = (sums[f] as number) + (conceptRows[from + f] as number);
      }
    }
    return found ? sums : this.nothing;
  }

  private attend(clauses: number): void {
    const { pooled, share } = this;
    const { filters, attention, place } = this.net;
    let highest = -Infinity;
    for (let c = 0; c < clauses; c++) {
      let sum = (c === clauses - 1 ? (place[0] as number) : 0) + (c === 0 ? (place[1] as number) : 0);
      for (let f = 0; f < filters; f++) sum += (attention[f] as number) * (pooled[c * filters + f] as number);
      share[c] = sum;
      if (sum > highest) highest = sum;
    }
    let total = 0;
    for (let c = 0; c < clauses; c++) total += share[c] = Math.exp((share[c] as number) - highest);
    for (let c = 0; c < clauses; c++) share[c] = (share[c] as number) / total;
  }

  private makeRoom(clauses: number): void {
    const room = 2 * clauses;
    this.highest = new Int32Array(room * this.net.filters);
    this.pooled = new Float32Array(room * this.net.filters);
    this.share = new Float64Array(room);
  }
}

function placeOf(highest: number): number {
  return LAST_PLACE - (highest & LAST_PLACE);
}

function againstMean(weights: Float32Array, filters: number): Float64Array {
  return Float64Array.from(weights, (weight, at) => {
    const f = at % filters;
    return (
      weight - ((weights[f] as number) + (weights[filters + f] as number) + (weights[2 * filters + f] as number)) / 3
    );
  });
}
