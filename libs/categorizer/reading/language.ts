import { find } from '../model/hash-table.js';
import { LANGUAGES } from '../languages.js';
import { finish, hashUnits, Salt, step } from '../text/hash.js';
import type { Knowledge } from './knowledge.js';
import type { Form } from './sense.js';

const SHORTEST_PREFIX = 3;
/** A text without any known word is taken for English. */
const HEAD_START = 0.01;

/** The language (place in `LANGUAGES`) whose words the text uses most. */
export function detectLanguage(forms: readonly Form[], count: number): number {
  const sums = [HEAD_START, 0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const { votes } = forms[i] as Form;
    if (votes === undefined) continue;
    for (let l = 0; l < sums.length; l++) sums[l] = (sums[l] as number) + (votes[l] as number);
  }
  let best = 0;
  for (let l = 1; l < sums.length; l++) if ((sums[l] as number) > (sums[best] as number)) best = l;
  return best;
}

const unpacked = new Map<number, readonly number[]>();

/** What a form says for each language: a word of several languages splits its vote. Undefined if it is not known. */
export function votesFor(knowledge: Knowledge, letters: Uint16Array): readonly number[] | undefined {
  const packed = packedVotes(knowledge, letters);
  if (packed <= 0) return undefined;
  const known = unpacked.get(packed);
  if (known !== undefined) return known;
  const votes = unpack(packed);
  unpacked.set(packed, votes);
  return votes;
}

function unpack(packed: number): number[] {
  const votes = LANGUAGES.map((_, language) => (packed >> (2 * language)) & 3);
  const voters = votes.filter((vote) => vote > 0).length;
  return votes.map((vote) => vote / (3 * voters));
}

function packedVotes({ table }: Knowledge, letters: Uint16Array): number {
  const exact = find(table, finish(hashUnits(Salt.votes, letters, 0, letters.length)));
  if (exact >= 0) return exact;
  let best = -1;
  let hash = Salt.prefixVotes;
  for (let at = 0; at < letters.length; at++) {
    hash = step(hash, letters[at] as number);
    if (at + 1 < SHORTEST_PREFIX) continue;
    const votes = find(table, finish(hash));
    if (votes >= 0) best = votes;
  }
  return best;
}
