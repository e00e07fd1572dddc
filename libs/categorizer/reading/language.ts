import { find } from '../model/hash-table.js';
import { LANGUAGES } from '../languages.js';
import { finish, hashUnits, Salt, step } from '../text/hash.js';
import type { Words } from '../text/words.js';
import type { Knowledge } from './knowledge.js';

const SHORTEST_PREFIX = 3;
/** A text without any known word is taken for English. */
const HEAD_START = 0.01;

/** The language (place in `LANGUAGES`) whose words the text uses most; a word of several languages splits its vote. */
export function detectLanguage(knowledge: Knowledge, words: Words): number {
  const sums = new Float64Array(LANGUAGES.length);
  sums[0] = HEAD_START;
  for (let i = 0; i < words.count; i++) {
    const packed = votesOf(knowledge, words, i);
    if (packed <= 0) continue;
    let voters = 0;
    for (let l = 0; l < LANGUAGES.length; l++) if (((packed >> (2 * l)) & 3) !== 0) voters++;
    for (let l = 0; l < LANGUAGES.length; l++) sums[l] = (sums[l] as number) + ((packed >> (2 * l)) & 3) / (3 * voters);
  }
  return sums.indexOf(Math.max(...sums));
}

function votesOf({ table }: Knowledge, { letters, formStart, formEnd }: Words, i: number): number {
  const start = formStart[i] as number;
  const end = formEnd[i] as number;
  const exact = find(table, finish(hashUnits(Salt.votes, letters, start, end)));
  if (exact >= 0) return exact;
  let best = -1;
  let hash = Salt.prefixVotes;
  for (let at = start; at < end; at++) {
    hash = step(hash, letters[at] as number);
    if (at - start + 1 < SHORTEST_PREFIX) continue;
    const votes = find(table, finish(hash));
    if (votes >= 0) best = votes;
  }
  return best;
}
