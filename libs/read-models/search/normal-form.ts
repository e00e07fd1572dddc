/** A longer word counts by its first so many characters. */
const LONGEST_WORD = 40;
/** So many words that hyphens and the like join also count as one. */
const MOST_JOINED = 4;

const JOINT = /[-‐‑'’‘ʼ＇.．/／]/u;
const LETTER = '[\\p{L}\\p{N}\\p{M}\\p{DI}]';
/** Words joined by hyphen, apostrophe, dot or slash; `++` and `#` end the name of a language. */
const PIECE = new RegExp(
  `${LETTER}+(?:${JOINT.source}${LETTER}+)*(?:\\+\\+(?!${LETTER}|\\+)|(?<=(?<!${LETTER})\\p{L})#(?!${LETTER}))?`,
  'gu',
);
const ASCII = /^[\0-\x7f]*$/;
/** Chinese and Japanese are written without spaces. */
const UNSPACED = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+)/u;
const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  ['ßss', 'æae', 'œoe', 'øo', 'łl', 'đd', 'ðd', 'ıi', 'ςσ'].map(([letter = '', ...plain]) => [letter, plain.join('')]),
);

interface Part {
  /** Normal form. */
  readonly key: string;
  readonly typed: string;
  /** Place among the words of a text, from 1: a piece that counts also as one word has one place, and so have its parts. */
  readonly place: number;
  /** Of parts that are words too. */
  readonly joined: boolean;
}
/** A word of a text, and where the piece it belongs to stands in it, in UTF-16 units. */
export interface Word extends Part {
  readonly start: number;
  readonly end: number;
}

/**
 * The words of a text or of a query in their normal form: one case, without accents and invisible characters. What hyphens and the like
 * join counts by its parts and as one word; Chinese and Japanese count by pairs of characters. data/examples.json is the specification.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let before = 0;
  for (const { 0: piece, index: start } of text.matchAll(PIECE)) {
    const parts = cache.get(piece) ?? partsOf(piece);
    for (const { key, typed, place, joined } of parts)
      words.push({ key, typed, place: before + place, joined, start, end: start + piece.length });
    before += parts.at(-1)?.place ?? 0;
  }
  return words;
}

/** Few words make most of all texts: these are not taken apart again. */
const cache = new Map<string, Part[]>();
const MOST_CACHED = 50_000;

function partsOf(piece: string): Part[] {
  const typed = piece.split(JOINT).filter((part) => fold(part) !== '');
  const whole = fold(typed.join(''));
  const joined = typed.length > 1 && typed.length <= MOST_JOINED && whole.length < LONGEST_WORD;
  const parts = typed
    .flatMap((part) => (UNSPACED.test(fold(part)) ? pairsOf(fold(part)) : [part]))
    .map((part, i) => ({ key: cut(fold(part)), typed: part, place: joined ? 1 : i + 1, joined: false }));
  if (joined) parts.push({ key: whole, typed: typed.join(''), place: 1, joined });
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(piece, parts);
  return parts;
}

/** Pairs of characters where there are no spaces, and the last one alone: it begins no pair. */
function pairsOf(word: string): string[] {
  return word.split(UNSPACED).flatMap((run, i) => {
    const characters = [...run];
    return i % 2 === 1 ? characters.map((one, n) => one + (characters[n + 1] ?? '')) : run || [];
  });
}

/** One case, without accents and invisible characters. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const lower = text
    .normalize('NFKC')
    .replace(/\p{DI}/gu, '')
    .toLowerCase();
  const plain = lower.replace(/[ßæœøłđðıς]/g, (letter) => LETTERS[letter] as string).normalize('NFD');
  // The marks that voice Japanese syllables make other letters.
  return plain.replace(/(?![\u3099\u309a])\p{Mn}/gu, '').normalize('NFC');
}

function cut(word: string): string {
  return word.length > LONGEST_WORD ? [...word].slice(0, LONGEST_WORD).join('') : word;
}

const MOST_SPELLINGS = 8;

/** How else a typed word may be written: `Gebäude` also as `gebaeude`, and the other way round. The first is its normal form. */
export function spellingsOf(typed: string): string[] {
  let spellings = [''];
  for (const [i, part] of typed
    .normalize('NFKC')
    .toLowerCase()
    .split(/([aou]e|[äöøü])/)
    .entries()) {
    const vowel = fold(part).slice(0, 1);
    const ways = i % 2 === 1 && spellings.length < MOST_SPELLINGS ? [vowel, `${vowel}e`] : [part];
    spellings = ways.flatMap((way) => spellings.map((before) => before + way));
  }
  return [...new Set([typed, ...spellings].map((spelling) => cut(fold(spelling))))].filter(Boolean);
}
