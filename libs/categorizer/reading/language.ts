import { find } from '../model/hash-table.js';
import { LANGUAGES } from '../languages.js';
import { finish, Salt, step } from '../text/hash.js';
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

function votesOf(knowledge: Knowledge, words: Words, i: number): number {
  const start = words.formStart[i] as number;
  const end = words.formEnd[i] as number;
  let exact = Salt.votes;
  let prefix = Salt.prefixVotes;
  let best = -1;
  for (let at = start; at < end; at++) {
    exact = step(exact, words.letters[at] as number);
    prefix = step(prefix, words.letters[at] as number);
    if (at - start + 1 < SHORTEST_PREFIX) continue;
    const votes = find(knowledge.table, finish(prefix));
    if (votes >= 0) best = votes;
  }
  const votes = find(knowledge.table, finish(exact));
  return votes >= 0 ? votes : best;
}
