import { conceptsOf } from './concepts.js';
import type { Knowledge } from './knowledge.js';
import type { Reading } from './read-text.js';

/** Concepts of each word, those of the pair that starts with it ("hot water") included. */
export function conceptsByWord(knowledge: Knowledge, reading: Reading): number[][] {
  return Array.from(reading.entry, (entry, i) => {
    const own = conceptsOf(knowledge, entry);
    const pair = reading.pair[i] as number;
    return pair < 0 ? own : [...own, ...conceptsOf(knowledge, pair)];
  });
}
