const SHORTEST = 4;
const LETTER_A = 0x61;

interface Entry {
  word: string;
  rank: number;
  /** The set of its letters, as bits. */
  letters: number;
}

/** Finds the word of a list that a misspelt one was meant to be. */
export class Misspellings {
  /** Words of one first letter and length, the commonest first. */
  private readonly buckets = new Map<number, Entry[]>();

  /** @param words folded, the commonest first */
  constructor(words: readonly string[]) {
    words.forEach((word, rank) => {
      if (word.length < SHORTEST) return;
      const key = bucketOf(word, word.length);
      const entry = { word, rank, letters: lettersOf(word) };
      if (!this.buckets.get(key)?.push(entry)) this.buckets.set(key, [entry]);
    });
  }

  /** The commonest word that is one slip away (a letter too many, too few, another, or two swapped); the first letter must be right. */
  meantBy(form: string): string | undefined {
    if (form.length < SHORTEST || form.startsWith('0')) return undefined;
    const letters = lettersOf(form);
    let best: Entry | undefined;
    for (let length = form.length - 1; length <= form.length + 1; length++) {
      const bucket = this.buckets.get(bucketOf(form, length)) ?? [];
      const found = bucket.find((entry) => mayBeOneSlip(letters ^ entry.letters) && isOneSlip(form, entry.word));
      if (found && found.rank < (best?.rank ?? Infinity)) best = found;
    }
    return best?.word;
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

/** What is left without the common beginning and end is one letter, or two that are swapped. */
function isOneSlip(form: string, word: string): boolean {
  const shorter = Math.min(form.length, word.length);
  let from = 0;
  while (from < shorter && form.charCodeAt(from) === word.charCodeAt(from)) from++;
  let end = 0;
  while (end < shorter - from && form.charCodeAt(form.length - 1 - end) === word.charCodeAt(word.length - 1 - end))
    end++;
  const left = form.slice(from, form.length - end);
  const right = word.slice(from, word.length - end);
  if (left.length < 2 && right.length < 2) return true;
  return left.length === 2 && left === right.charAt(1) + right.charAt(0);
}
