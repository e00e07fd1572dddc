const FNV_PRIME = 0x01000193;

/** One step of FNV-1a over a UTF-16 unit (or any small number); start from a seed, end with `finish`. */
export function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, FNV_PRIME);
}

/** Spreads the bits (finaliser of MurmurHash3) to an unsigned 32-bit number, never 0. */
export function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  mixed ^= mixed >>> 16;
  return mixed === 0 ? 1 : mixed >>> 0;
}

/** Unfinished hash of the units from `start` to `end` (exclusive). */
export function hashUnits(seed: number, letters: Uint16Array, start: number, end: number): number {
  let hash = seed;
  for (let at = start; at < end; at++) hash = step(hash, letters[at] as number);
  return hash;
}

/** Unfinished hash of a folded form; equal to `hashUnits` over the same letters. */
export function hashForm(seed: number, form: string): number {
  let hash = seed;
  for (let at = 0; at < form.length; at++) hash = step(hash, form.charCodeAt(at));
  return hash;
}

/** Seeds, so that one table can hold keys of several kinds and languages. */
export const Salt = {
  exact: (language: number) => 0x1000 + language,
  prefix: (language: number) => 0x2000 + language,
  typo: (language: number) => 0x4000 + language,
  votes: 0x5000,
  prefixVotes: 0x6000,
};

/** Key of a pair of neighbouring words in a language. */
export function pairKey(language: number, first: number, second: number): number {
  return finish(step(step(0x3000 + language, first), second));
}
