import { finish, hashForm, Salt } from '../text/hash.js';
import type { Meaning } from './lexicon.js';

/** Thirds of a vote, for a word's language: a function word says most, a beginning least. */
const VOTE = { functionWord: 3, form: 2, beginning: 1 };

/** Table entries for telling languages apart: two bits a language. */
export function countVotes(lexicon: Meaning[], dictionary: Meaning[]): Map<number, number> {
  const votes = new Map<number, number>();
  for (const { group, terms } of [...lexicon, ...dictionary]) {
    terms.forEach((column, language) => {
      for (const { forms, open } of column) {
        if (forms.length !== 1) continue;
        const salt = open ? Salt.prefixVotes : Salt.votes;
        const vote = open ? VOTE.beginning : group === 'function words' ? VOTE.functionWord : VOTE.form;
        raise(votes, finish(hashForm(salt, forms[0] as string)), language, vote);
      }
    });
  }
  return votes;
}

function raise(votes: Map<number, number>, key: number, language: number, vote: number): void {
  const packed = votes.get(key) ?? 0;
  const before = (packed >> (2 * language)) & 3;
  if (vote > before) votes.set(key, packed + ((vote - before) << (2 * language)));
}
