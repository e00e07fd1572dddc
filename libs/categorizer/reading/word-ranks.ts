import { LANGUAGES } from './knowledge.js';

// How little each language expects a word is a number below 64: five of them are packed in one number, 6 bits each, because memory
// that is far away takes most of the time of a text.
const BITS = 6;
/** For a word that the language does not have. */
const UNLISTED = 63;
/** Of a word that no language has. */
export const NO_LANGUAGE = LANGUAGES.reduce((packed, _, l) => packed | (UNLISTED << (BITS * l)), 0);
/** Added to ranks, so that the commonest words do not outweigh all others: log(50) is expected most, log(20,000) not at all. */
const HEAD = 50;
const STEPS = UNLISTED / Math.log(20_000 / HEAD);

/** Packed numbers of all words. @param lists by language: folded words, the commonest first */
export function rankWords(lists: readonly string[][]): Map<string, number> {
  const ranks = new Map<string, number>();
  lists.forEach((list, l) =>
    list.forEach((word, rank) => {
      const surprise = Math.min(UNLISTED - 1, Math.round(STEPS * Math.log((rank + HEAD) / HEAD)));
      const others = (ranks.get(word) ?? NO_LANGUAGE) & ~(UNLISTED << (BITS * l));
      ranks.set(word, others | (surprise << (BITS * l)));
    }),
  );
  return ranks;
}

export function isListed(ranks: number, language: number): boolean {
  return ((ranks >> (BITS * language)) & UNLISTED) !== UNLISTED;
}

/** The language that expects the words most; of none, the first. */
export function likeliestLanguage(words: readonly { ranks: number }[]): number {
  const sums = LANGUAGES.map(() => 0);
  for (const { ranks } of words)
    for (let l = 0; l < sums.length; l++) sums[l] = (sums[l] as number) + ((ranks >> (BITS * l)) & UNLISTED);
  return sums.indexOf(Math.min(...sums));
}
