const SHORTEST = 4;
const LETTER_A = 0x61;

/** Words of one first letter and length, the commonest first, with the set of the letters of each as bits. */
interface Bucket {
  words: string[];
  ranks: number[];
  letters: number[];
}

/** Finds the word of a list that a misspelt one was meant to be. */
export class Misspellings {
  private readonly buckets = new Map<number, Bucket>();

  /** @param words folded, the commonest first */
  constructor(words: readonly string[]) {
    words.forEach((word, rank) => {
      if (word.length < SHORTEST) return;
      const key = bucketOf(word, word.length);
      const bucket = this.buckets.get(key) ?? { words: [], ranks: [], letters: [] };
      if (bucket.words.length === 0) this.buckets.set(key, bucket);
      bucket.words.push(word);
      bucket.ranks.push(rank);
      bucket.letters.push(lettersOf(word));
    });
  }

  /** The commonest word that is one slip away (a letter too many, too few, another, or two swapped); the first letter must be right. */
  meantBy(form: string): string | undefined {
    if (form.length < SHORTEST || form.startsWith('0')) return undefined;
    const letters = lettersOf(form);
    let best: string | undefined;
    let bestRank = Infinity;
    for (let length = form.length - 1; length <= form.length + 1; length++) {
      const bucket = this.buckets.get(bucketOf(form, length));
      if (!bucket) continue;
      for (let i = 0; i < bucket.words.length && (bucket.ranks[i] as number) < bestRank; i++) {
        if (!mayBeOneSlip(letters ^ (bucket.letters[i] as number)) || !isOneSlip(form, bucket.words[i] as string))
          continue;
        best = bucket.words[i];
        bestRank = bucket.ranks[i] as number;
      }
    }
    return best;
  }
}

function bucketOf(form: string, length: number): number {
  return form.charCodeAt(0) * 64 + length;
}

function lettersOf(form: string): number {
  let bits = 0;
  for (let at = 0; at < form.length; at++) bits |= 1 << (form.charCodeAt(at) - LETTER_A);
  return bits;
}

/** At most two letters are in one word only. */
function mayBeOneSlip(different: number): boolean {
  const fewer = different & (different - 1);
  return (fewer & (fewer - 1)) === 0;
}

/** Compares by units, because it runs for many words. */
function isOneSlip(form: string, word: string): boolean {
  const shorter = Math.min(form.length, word.length);
  let same = 0;
  while (same < shorter && form.charCodeAt(same) === word.charCodeAt(same)) same++;
  if (form.length > word.length) return isSameFrom(form, same + 1, word, same);
  if (form.length < word.length) return isSameFrom(form, same, word, same + 1);
  if (isSameFrom(form, same + 1, word, same + 1)) return true;
  const swapped =
    form.charCodeAt(same) === word.charCodeAt(same + 1) && form.charCodeAt(same + 1) === word.charCodeAt(same);
  return swapped && isSameFrom(form, same + 2, word, same + 2);
}

function isSameFrom(form: string, at: number, word: string, there: number): boolean {
  for (; at < form.length; at++, there++) if (form.charCodeAt(at) !== word.charCodeAt(there)) return false;
  return true;
}
