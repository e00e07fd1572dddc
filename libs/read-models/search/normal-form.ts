import QuickLRU from 'quick-lru';

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
const PLAIN: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ı: 'i', ς: 'σ' };

/** A word of a text. */
export interface Word {
  /** Normal form. */
  readonly key: string;
  readonly typed: string;
  /** Among the words of the text, from 1: a piece that counts also as one word has one place, and so have its parts. */
  readonly place: number;
  /** Of parts that are words too. */
  readonly joined: boolean;
  /** Where the piece it belongs to stands in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/**
 * The words of a text or of a query in their normal form: one case, without accents and invisible characters. What hyphens and the like
 * join counts by its parts and as one word; Chinese and Japanese count by pairs of characters. data/examples.json is the specification.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: piece, index: start } of text.matchAll(PIECE)) {
    const end = start + piece.length;
    const before = words.at(-1)?.place ?? 0;
    for (const { key, typed, place, joined } of cachedParts(piece))
      words.push({ key, typed, place: before + place, joined, start, end });
  }
  return words;
}

type Part = Omit<Word, 'start' | 'end'>;
/** Few words make most of all texts: these are not taken apart again. */
const cache = new QuickLRU<string, Part[]>({ maxSize: 50_000 });

function cachedParts(piece: string): Part[] {
  const parts = cache.get(piece) ?? partsOf(piece);
  cache.set(piece, parts);
  return parts;
}

function partsOf(piece: string): Part[] {
  const typed = piece.split(JOINT).filter((part) => fold(part) !== '');
  const whole = fold(typed.join(''));
  const joined = typed.length > 1 && typed.length <= MOST_JOINED && whole.length < LONGEST_WORD;
  const parts = typed
    .flatMap(pairsOf)
    .map((part, i) => ({ key: cut(fold(part)), typed: part, place: joined ? 1 : i + 1, joined: false }));
  return joined ? [...parts, { key: whole, typed: typed.join(''), place: 1, joined }] : parts;
}

/** Pairs of characters where there are no spaces, and the last one alone: it begins no pair. */
function pairsOf(word: string): string[] {
  if (ASCII.test(word) || !UNSPACED.test(fold(word))) return [word];
  return fold(word)
    .split(UNSPACED)
    .flatMap((run, i) => {
      const characters = [...run];
      return i % 2 === 1 ? characters.map((one, n) => one + (characters[n + 1] ?? '')) : run || [];
    });
}

/** One case, without accents and invisible characters. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const visible = text
    .normalize('NFKC')
    .replace(/\p{DI}/gu, '')
    .toLowerCase();
  const plain = visible.replace(/[ßæœøłđðıς]/g, (letter) => PLAIN[letter] as string).normalize('NFD');
  // The marks that voice Japanese syllables make other letters.
  return plain.replace(/(?![\u3099\u309a])\p{Mn}/gu, '').normalize('NFC');
}

function cut(word: string): string {
  return word.length > LONGEST_WORD ? [...word].slice(0, LONGEST_WORD).join('') : word;
}

/**
 * How a typed word may be written: in its normal form, its umlauts with an `e`, or what looks like such an `e` without it, which after a
 * vowel or a `q` is another one.
 */
export function spellingsOf(typed: string): string[] {
  const word = typed.normalize('NFKC').toLowerCase();
  const spellings = [word, word.replace(/[äöüø]/g, '$&e'), word.replace(/(?<![aeiouq])([aou])e/g, '$1')];
  return [...new Set(spellings.map((spelling) => cut(fold(spelling))))].filter(Boolean);
}
