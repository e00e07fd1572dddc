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

const LOWEST = -0x8000;
const ROOM = 16;

/** Runs one text after the other through a net, and keeps what it saw of the last one. */
export class ClauseNetRun {
  readonly scores = new Float64Array(3);
  /** Clauses x filters: the highest sum in whole units, and which place of the sequence it came from. */
  private highest: Int32Array;
  private winner: Int32Array;
  /** The same in the net's own units, with the bias, 0 when it would be negative. */
  private pooled: Float32Array;
  private share = new Float64Array(ROOM);
  private readonly sums: Int32Array;
  /** Weights of a filter for a category against the mean of the three, 3 x filters. */
  private readonly attendedGain: Float64Array;
  private readonly overallGain: Float64Array;

  constructor(private readonly net: ClauseNet) {
    this.highest = new Int32Array(ROOM * net.filters);
    this.winner = new Int32Array(ROOM * net.filters);
    this.pooled = new Float32Array(ROOM * net.filters);
    this.sums = new Int32Array(net.filters);
    this.attendedGain = againstMean(net.attended, net.filters);
    this.overallGain = againstMean(net.overall, net.filters);
  }

  run(sequence: Sequence): void {
    if (sequence.clauses > this.share.length) this.makeRoom(sequence.clauses);
    this.pool(sequence);
    this.attend(sequence.clauses);
    const { net, scores, pooled, share } = this;
    const { filters, attended, overall } = net;
    scores.set(net.constant);
    for (let f = 0; f < filters; f++) {
      let mean = 0;
      let highest = 0;
      for (let c = 0; c < sequence.clauses; c++) {
        const value = pooled[c * filters + f] as number;
        mean += (share[c] as number) * value;
        if (value > highest) highest = value;
      }
      for (let k = 0; k < 3; k++) {
        const at = k * filters + f;
        scores[k] = (scores[k] as number) + (attended[at] as number) * mean + (overall[at] as number) * highest;
      }
    }
  }

  /** Adds to `gain` what each word of the last text spoke for a category against the mean of the three. */
  explain(sequence: Sequence, category: number, gain: Float64Array): void {
    const { pooled, winner, share, attendedGain, overallGain } = this;
    const { filters } = this.net;
    for (let f = 0; f < filters; f++) {
      const attended = attendedGain[category * filters + f] as number;
      let top = f;
      for (let c = 1, at = filters + f; c < sequence.clauses; c++, at += filters)
        if ((pooled[at] as number) > (pooled[top] as number)) top = at;
      for (let c = 0, at = f; c < sequence.clauses; c++, at += filters) {
        const value = pooled[at] as number;
        if (value === 0) continue;
        const factor =
          (share[c] as number) * attended + (at === top ? (overallGain[category * filters + f] as number) : 0);
        const word = sequence.word[winner[at] as number] as number;
        gain[word] = (gain[word] as number) + factor * value;
      }
    }
  }

  /** The highest value of each filter in each clause, in whole units as long as possible, and where it was. */
  private pool(sequence: Sequence): void {
    const { highest, winner, pooled, sums } = this;
    const { filters, rowScale, bias } = this.net;
    const { clause, count, clauses } = sequence;
    highest.fill(LOWEST, 0, clauses * filters);
    for (let i = 0; i < count; i++) {
      const here = clause[i] as number;
      const before = i > 0 && clause[i - 1] === here;
      const after = i + 1 < count && clause[i + 1] === here;
      this.addUp(sequence, i, before, after);
      for (let f = 0, at = here * filters; f < filters; f++, at++) {
        const sum = sums[f] as number;
        if (sum > (highest[at] as number)) {
          highest[at] = sum;
          winner[at] = i;
        }
      }
    }
    for (let c = 0, at = 0; c < clauses; c++) {
      for (let f = 0; f < filters; f++, at++)
        pooled[at] = Math.max(0, (bias[f] as number) + (highest[at] as number) * (rowScale[f] as number));
    }
  }

  /** What a place and its neighbours in the clause add to each filter. */
  private addUp({ row, concepts }: Sequence, i: number, before: boolean, after: boolean): void {
    const { sums } = this;
    const { filters, rows, conceptRows } = this.net;
    const width = 3 * filters;
    const itself = (row[i] as number) * width + filters;
    // The last row holds zeros.
    const none = rows.length - width;
    const first = before ? (row[i - 1] as number) * width : none;
    const third = (after ? (row[i + 1] as number) * width : none) + 2 * filters;
    for (let f = 0; f < filters; f++)
      sums[f] = (rows[first + f] as number) + (rows[itself + f] as number) + (rows[third + f] as number);
    for (let k = before ? 0 : 1; k < (after ? 3 : 2); k++) {
      for (const concept of concepts[i + k - 1] as readonly number[]) {
        const at = concept * width + k * filters;
        for (let f = 0; f < filters; f++) sums[f] = (sums[f] as number) + (conceptRows[at + f] as number);
      }
    }
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
    this.winner = new Int32Array(room * this.net.filters);
    this.pooled = new Float32Array(room * this.net.filters);
    this.share = new Float64Array(room);
  }
}

function againstMean(weights: Float32Array, filters: number): Float64Array {
  return Float64Array.from(weights, (weight, at) => {
    const f = at % filters;
    return (
      weight - ((weights[f] as number) + (weights[filters + f] as number) + (weights[2 * filters + f] as number)) / 3
    );
  });
}
