import { foldUnit } from './fold.js';
import { HASH_SEED, step } from './hash.js';

/** The longest text that is read, in UTF-16 units: twice what a ticket may hold; the rest is not looked at. */
const MAX_UNITS = 8000;

/** What stands before a word: nothing but blanks, a mark within a sentence, or the end of a sentence. */
export const Gap = { blank: 0, clause: 1, sentence: 2 } as const;

/** A word as written, from `start` to `end` (exclusive) in UTF-16 units of the text. */
export interface Word {
  start: number;
  end: number;
  /** Two signed 32-bit numbers of its letters as written, which together tell it from any other word. */
  hash: number;
  check: number;
  /** One of `Gap`. */
  gapBefore: number;
}

const NINE = 0x39;
const DIGIT = 0x30;
const MARKS_END = 0x2030;
/** Gap that a mark makes, by its unit. */
const gapOfMark = new Uint8Array(MARKS_END);
for (const mark of ',:()–—"«»„“”') gapOfMark[mark.charCodeAt(0)] = Gap.clause;
for (const mark of '.!?\n;…') gapOfMark[mark.charCodeAt(0)] = Gap.sentence;
const ENGLISH_TAILS = new Set(['t', 's', 're', 've', 'll', 'd', 'm']);
const LONGEST_TAIL = 2;
/** The multiplier of Borland's random numbers: any large odd number spreads the units well enough. */
const CHECK_FACTOR = 0x015a4e35;

/** Cuts a text into words of letters or digits. Linear in its length. */
export function cutWords(text: string): Word[] {
  const length = Math.min(text.length, MAX_UNITS);
  const words: Word[] = [];
  let gapBefore: number = Gap.sentence;
  for (let at = 0; at < length;) {
    const unit = text.charCodeAt(at);
    if (foldUnit(unit) === 0) {
      const mark = unit < MARKS_END ? (gapOfMark[unit] as number) : 0;
      if (mark > gapBefore) gapBefore = mark;
      at++;
      continue;
    }
    const start = at;
    const end = endOfWord(text, start, length);
    let hash = HASH_SEED;
    let check = 0;
    for (; at < end; at++) {
      hash = step(hash, text.charCodeAt(at));
      check = (Math.imul(check, CHECK_FACTOR) + text.charCodeAt(at)) | 0;
    }
    words.push({ start, end, hash, check, gapBefore });
    gapBefore = Gap.blank;
  }
  return words;
}

/** "can't" is one word, "l'ascenseur" are two. */
function endOfWord(text: string, start: number, length: number): number {
  const isPart = (at: number) =>
    at < length && (foldUnit(text.charCodeAt(at)) !== 0 || isCombining(text.charCodeAt(at)));
  let end = start + 1;
  while (isPart(end)) end++;
  if (end === length || !isApostrophe(text.charCodeAt(end))) return end;
  let tail = end + 1;
  while (tail <= end + LONGEST_TAIL + 1 && isPart(tail)) tail++;
  return ENGLISH_TAILS.has(text.slice(end + 1, tail).toLowerCase()) ? tail : end;
}

/**
 * The form of a written word: lower case, no accents; doubled letters count once ("adress", "neeeed"), every digit is 0
 * ("room 214" is "room 000").
 */
export function foldWord(written: string): string {
  let form = '';
  let before = 0;
  for (let at = 0; at < written.length; at++) {
    const unit = written.charCodeAt(at);
    const folded = isCombining(unit) ? 0 : foldUnit(unit);
    if (folded === 0) continue;
    const letter = folded <= NINE && folded >= DIGIT ? DIGIT : folded;
    if (letter !== before || letter === DIGIT) form += String.fromCharCode(letter);
    before = letter;
  }
  return form;
}

function isApostrophe(unit: number): boolean {
  return unit === 0x27 || unit === 0x2019 || unit === 0x60 || unit === 0xb4;
}

/** An accent that follows its letter (decomposed text): part of the word, left out of its form. */
function isCombining(unit: number): boolean {
  return unit >= 0x300 && unit < 0x370;
}
