import type { Knowledge } from './knowledge.js';
import type { Reading } from './read-text.js';

const NONE = new Uint8Array(0);

/** Concepts of each word, those of the pair that starts with it ("hot water") included. */
export function conceptsByWord(knowledge: Knowledge, reading: Reading): number[][] {
  return Array.from({ length: reading.words.count }, (_, i) => [
    ...conceptsOf(knowledge, reading.entry[i] as number),
    ...conceptsOf(knowledge, reading.pair[i] as number),
  ]);
}

/** Concepts of an entry; none for -1. */
export function conceptsOf(knowledge: Knowledge, entry: number): Uint8Array {
  if (entry < 0) return NONE;
  const set = knowledge.entrySet[entry] as number;
  return knowledge.concepts.subarray(knowledge.setStart[set], knowledge.setStart[set + 1]);
}
