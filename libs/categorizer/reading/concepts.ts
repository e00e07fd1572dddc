import type { Knowledge } from './knowledge.js';

const NONE = new Uint8Array(0);

/** Concepts of an entry; none for -1. */
export function conceptsOf(knowledge: Knowledge, entry: number): Uint8Array {
  if (entry < 0) return NONE;
  const set = knowledge.entrySet[entry] as number;
  return knowledge.concepts.subarray(knowledge.setStart[set], knowledge.setStart[set + 1]);
}
