const FNV_PRIME = 0x01000193;
export const HASH_SEED = 0x811c9dc5 | 0;

/** One step of FNV-1a with a UTF-16 unit or any whole number. */
export function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, FNV_PRIME);
}

/** Hash of a string as a signed 32-bit number; `finish` spreads its bits. */
export function hashText(text: string): number {
  let hash = HASH_SEED;
  for (let at = 0; at < text.length; at++) hash = step(hash, text.charCodeAt(at));
  return hash;
}

/** Spreads the bits (finaliser of MurmurHash3) to an unsigned 32-bit number. */
export function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
