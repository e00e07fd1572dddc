import { NO_ROW } from '../reading/knowledge.js';
import type { Reading } from '../reading/read-text.js';
import type { Sense } from '../reading/sense.js';

/** The words of a text that have a row of the clause nets, and their clauses numbered without gaps. */
export interface Sequence {
  count: number;
  row: Int32Array;
  word: Int32Array;
  clause: Int32Array;
  clauses: number;
  /** Concepts of the pair of words that begins at each place ("hot water"); those of a word alone are in its row. */
  concepts: (readonly number[])[];
}

export function makeSequence(words: number): Sequence {
  return {
    count: 0,
    row: new Int32Array(words),
    word: new Int32Array(words),
    clause: new Int32Array(words),
    clauses: 0,
    concepts: [],
  };
}

/** @param sequence what to write it into; made when left out */
export function readSequence(reading: Reading, sequence: Sequence = makeSequence(reading.words.count)): Sequence {
  let clause = -1;
  sequence.count = 0;
  sequence.clauses = 0;
  for (let i = 0; i < reading.words.count; i++) {
    const { row } = reading.senses[i] as Sense;
    if (row === NO_ROW) continue;
    if (reading.clause[i] !== clause) {
      clause = reading.clause[i] as number;
      sequence.clauses++;
    }
    const at = sequence.count++;
    sequence.row[at] = row;
    sequence.word[at] = i;
    sequence.clause[at] = sequence.clauses - 1;
    sequence.concepts[at] = reading.pairConcepts[i] as readonly number[];
  }
  return sequence;
}
