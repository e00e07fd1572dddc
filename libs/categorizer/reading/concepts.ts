import type { Knowledge } from './knowledge.js';

const NONE: number[] = [];
const setsOf = new WeakMap<Knowledge, number[][]>();

/** Concepts of an entry; none for -1. The list is shared: leave it as it is. */
export function conceptsOf(knowledge: Knowledge, entry: number): number[] {
  if (entry < 0) return NONE;
  let sets = setsOf.get(knowledge);
  if (!sets) setsOf.set(knowledge, (sets = unpackSets(knowledge)));
  return sets[knowledge.entrySet[entry] as number] as number[];
}

function unpackSets({ concepts, setStart }: Knowledge): number[][] {
  return Array.from({ length: setStart.length - 1 }, (_, set) => [
    ...concepts.subarray(setStart[set], setStart[set + 1]),
  ]);
}
