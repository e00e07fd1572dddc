import { conceptsOf } from './concepts.js';
import type { Knowledge } from './knowledge.js';
import type { Reading } from './read-text.js';

/** Concepts of each word, those of the pair that starts with it ("hot water") included. */
export function conceptsByWord(knowledge: Knowledge, reading: Reading): number[][] {
  return Array.from({ length: reading.words.count }, (_, i) => [
    ...conceptsOf(knowledge, reading.entry[i] as number),
    ...conceptsOf(knowledge, reading.pair[i] as number),
  ]);
}
