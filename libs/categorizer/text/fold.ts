const LATIN_END = 0x250;
const PUNCTUATION = 0x2000;
const PUNCTUATION_END = 0x2070;
const table = new Uint16Array(LATIN_END);

/** Letters that Unicode does not decompose, folded to what people type instead. */
const UNDECOMPOSED: Record<string, string> = { ß: 's', ø: 'o', đ: 'd', ł: 'l', ı: 'i', æ: 'a', œ: 'o', þ: 't', ð: 'd' };

for (let code = 0; code < LATIN_END; code++) table[code] = foldSlowly(code);

function foldSlowly(code: number): number {
  const lower = String.fromCharCode(code).toLowerCase();
  const plain = UNDECOMPOSED[lower] ?? lower.normalize('NFKD');
  const folded = plain.charCodeAt(0);
  if (folded >= 0x30 && folded <= 0x39) return folded;
  return /\p{L}/u.test(plain.charAt(0)) ? folded : 0;
}

/**
 * Folds one UTF-16 unit: lower case, no accent; 0 for whatever is neither a letter nor a digit.
 * One unit to one unit, so that places in the folded text are places in the text.
 */
export function foldUnit(unit: number): number {
  if (unit < LATIN_END) return table[unit] as number;
  if (unit >= PUNCTUATION && unit < PUNCTUATION_END) return 0;
  if (unit >= 0xd800 && unit <= 0xdfff) return 0;
  return foldSlowly(unit);
}
