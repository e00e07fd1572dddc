/** The longest word that counts, in characters: what follows is cut. */
const LONGEST_WORD = 40;
/** So many words joined by hyphens and the like also count as one. */
const MOST_JOINED = 4;

/** Words joined by hyphen, apostrophe, dot or slash; `++` and `#` end the name of a language. */
const CHAIN =
  /[\p{L}\p{N}\p{M}\p{DI}]+(?:[-‐‑'’‘ʼ＇.．/／][\p{L}\p{N}\p{M}\p{DI}]+)*(?:\+\+(?![\p{L}\p{N}+])|(?<=(?<![\p{L}\p{N}\p{M}])\p{L})#(?![\p{L}\p{N}]))?/gu;
const ASCII_CHAIN = /[a-z0-9]+(?:[-'./][a-z0-9]+)*(?:\+\+(?![a-z0-9+])|(?<=(?<![a-z0-9])[a-z])#(?![a-z0-9]))?/gi;
const ASCII = /^[\0-\x7f]*$/;
const JOINT = /[-‐‑'’‘ʼ＇.．/／]/u;
/** Chinese and Japanese are written without spaces. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu;
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ı: 'i',
  ς: 'σ',
};

/** A word of a text. */
export interface Word {
  readonly key: string;
  /** As it is written. */
  readonly typed: string;
  /** Where it is among the words of the text, from 1; what is written in one piece has one place, and so have its parts. */
  readonly place: number;
  /** Of parts that are words too. */
  readonly joined: boolean;
  /** Where it was found in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/**
 * The words of a text or of a query in their normal form: one case, without accents and invisible characters. What hyphens and the like
 * join counts by its parts and as one word; Chinese and Japanese count by pairs of characters. normal-form.spec.ts has the examples.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let place = 0;
  for (const match of text.matchAll(ASCII.test(text) ? ASCII_CHAIN : CHAIN)) {
    const { keys, length } = known(match[0]);
    const [start, end] = [match.index, match.index + match[0].length];
    for (const { key, typed, at, joined } of keys) words.push({ key, typed, place: place + at, joined, start, end });
    place += length;
  }
  return words;
}

interface Chain {
  readonly keys: readonly {
    readonly key: string;
    readonly typed: string;
    readonly at: number;
    readonly joined: boolean;
  }[];
  /** So many places it takes. */
  readonly length: number;
}

/** Few words make most of all texts: these are not taken apart again. */
const cache = new Map<string, Chain>();
const MOST_CACHED = 50_000;

function known(chain: string): Chain {
  let found = cache.get(chain);
  if (found) return found;
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(chain, (found = takenApart(chain)));
  return found;
}

function takenApart(chain: string): Chain {
  const parts = chain.split(JOINT).filter((part) => fold(part) !== '');
  const written = parts.flatMap((part) => {
    const pieces = unspaced(fold(part));
    return pieces.map((key) => ({ key, typed: pieces.length === 1 ? part : key }));
  });
  const typed = parts.join('');
  const key = fold(typed);
  if (parts.length < 2 || parts.length > MOST_JOINED || key.length >= LONGEST_WORD)
    return { keys: written.map((word, i) => ({ ...word, at: i + 1, joined: false })), length: written.length };
  const all = written.map((word) => ({ ...word, at: 1, joined: false }));
  return { keys: [...all, { key, typed, at: 1, joined: true }], length: 1 };
}

/** One case, without accents and invisible characters. */
export function fold(text: string): string {
  if (ASCII.test(text)) return cut(text.toLowerCase());
  const lower = text
    .normalize('NFKC')
    .replace(/\p{DI}/gu, '')
    .toLowerCase();
  const plain = lower.replace(/[ßæœøłđðıς]/g, (letter) => LETTERS[letter] ?? letter).normalize('NFD');
  // The marks that voice Japanese syllables make other letters.
  return cut(plain.replace(/(?![\u3099\u309a])\p{Mn}/gu, '').normalize('NFC'));
}

function cut(word: string): string {
  return word.length > LONGEST_WORD ? [...word].slice(0, LONGEST_WORD).join('') : word;
}

/** The pairs of characters where there are no spaces, and the last one alone: it begins no pair. */
function unspaced(word: string): string[] {
  const keys: string[] = [];
  let last = 0;
  for (const { 0: run, index } of word.matchAll(UNSPACED)) {
    if (index > last) keys.push(word.slice(last, index));
    const characters = [...run];
    keys.push(...characters.map((character, i) => character + (characters[i + 1] ?? '')));
    last = index + run.length;
  }
  if (last < word.length) keys.push(word.slice(last));
  return keys;
}

const PAIRS: ReadonlyMap<string, readonly string[]> = new Map([
  ['ä', ['a', 'ae']],
  ['ö', ['o', 'oe']],
  ['ø', ['o', 'oe']],
  ['ü', ['u', 'ue']],
  ['ae', ['ae', 'a']],
  ['oe', ['oe', 'o']],
  ['ue', ['ue', 'u']],
]);
const MOST_SPELLINGS = 8;

/** How else a typed word may be written: `Gebäude` also as `gebaeude`, and the other way round. The first is its normal form. */
export function spellingsOf(typed: string): string[] {
  const parts = typed
    .normalize('NFKC')
    .toLowerCase()
    .split(/(ae|oe|ue|[äöøü])/);
  let spellings = [''];
  for (const part of parts) {
    const ways = (spellings.length < MOST_SPELLINGS && PAIRS.get(part)) || [part];
    spellings = ways.flatMap((way) => spellings.map((before) => before + way));
  }
  return [...new Set([fold(typed), ...spellings.map(fold)])].filter(Boolean);
}
