import { find, findSorted, type HashTable } from '../model/hash-table.js';
import { finish, hashUnits, Salt, step } from '../text/hash.js';

/**
 * What the categorizer knows of words before it has seen a text: an entry for every known form (or beginning of a
 * form) of a language, with the concepts it stands for and a row of the clause net.
 */
export interface Knowledge {
  /** Keys by kind (`Salt`): entries of forms, beginnings and pairs; language votes, two bits a language. */
  table: HashTable;
  /** Row of the clause net for an entry, NO_ROW if it has none. */
  entryRow: Uint16Array;
  /** Concept set of an entry: concepts[setStart[set]] up to concepts[setStart[set + 1]]. */
  entrySet: Uint16Array;
  setStart: Uint16Array;
  concepts: Uint8Array;
  /** Hash of the form of an entry (see `formHash`). */
  entryForm: Uint32Array;
  /** How likely an entry is meant by a misspelt word, for comparison only. */
  entryWeight: Uint8Array;
  /** Hashes of all forms with one letter left out, ascending, and the likeliest entry behind each. */
  typoKeys: Uint32Array;
  typoEntry: Uint16Array;
}

export const NO_ROW = 0xffff;

const SHORTEST_PREFIX = 2;
const SHORTEST_COMPOUND = 9;

/** The entry of a form: the form itself, else its longest known beginning; -1 if none. */
export function findEntry(
  knowledge: Knowledge,
  language: number,
  letters: Uint16Array,
  start: number,
  end: number,
): number {
  const exact = findExact(knowledge, language, letters, start, end);
  return exact >= 0 ? exact : findPrefix(knowledge, language, letters, start, end, SHORTEST_PREFIX);
}

export function findExact(
  knowledge: Knowledge,
  language: number,
  letters: Uint16Array,
  start: number,
  end: number,
): number {
  return find(knowledge.table, finish(hashUnits(Salt.exact(language), letters, start, end)));
}

function findPrefix(
  knowledge: Knowledge,
  language: number,
  letters: Uint16Array,
  start: number,
  end: number,
  shortest: number,
): number {
  let best = -1;
  let hash = Salt.prefix(language);
  for (let at = start; at < end; at++) {
    hash = step(hash, letters[at] as number);
    if (at - start + 1 < shortest) continue;
    const entry = find(knowledge.table, finish(hash));
    if (entry >= 0) best = entry;
  }
  return best;
}

/** Words glued together ("Hörsaalbildschirm"): the entry of the longest known ending, which names the thing; -1 if none. */
export function findCompound(
  knowledge: Knowledge,
  language: number,
  letters: Uint16Array,
  start: number,
  end: number,
): number {
  if (end - start < SHORTEST_COMPOUND) return -1;
  for (let from = start + 3; from <= end - 4; from++) {
    const exact = findExact(knowledge, language, letters, from, end);
    if (exact >= 0) return exact;
    const prefix = findPrefix(knowledge, language, letters, from, end, 4);
    if (prefix >= 0) return prefix;
  }
  return -1;
}

/** The likeliest entry one slip away (a letter too many, too few, another, two swapped); the first letter must be right. */
export function findMisspelt(
  knowledge: Knowledge,
  language: number,
  letters: Uint16Array,
  start: number,
  end: number,
): number {
  let best = -1;
  const consider = (hash: number) => {
    const at = findSorted(knowledge.typoKeys, finish(hash));
    if (at < 0) return;
    const entry = knowledge.typoEntry[at] as number;
    if (best < 0 || (knowledge.entryWeight[entry] as number) > (knowledge.entryWeight[best] as number)) best = entry;
  };
  let before = step(Salt.typo(language), letters[start] as number);
  consider(hashUnits(before, letters, start + 1, end));
  for (let left = start + 1; left < end; left++) {
    consider(hashUnits(before, letters, left + 1, end));
    before = step(before, letters[left] as number);
  }
  return best;
}
