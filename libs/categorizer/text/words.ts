import { foldUnit } from './fold.js';
import { finish, step } from './hash.js';

/** The longest text that is read, in UTF-16 units: twice what a ticket may hold; the rest is not looked at. */
export const MAX_UNITS = 8000;

/** What stands before a word: nothing but blanks, a mark within a sentence, or the end of a sentence. */
export const Gap = { blank: 0, clause: 1, sentence: 2 } as const;

/** A text cut into words; place i of every array speaks of word i, and places from `count` on of nothing. */
export interface Words {
  count: number;
  /** First and last unit (exclusive) in the text as written. */
  start: Int32Array;
  end: Int32Array;
  /** The folded form lies in `letters` from formStart to formEnd (exclusive). */
  formStart: Int32Array;
  formEnd: Int32Array;
  letters: Uint16Array;
  /** Hash of the folded form, see `formHash`. */
  form: Uint32Array;
  /** One of `Gap`. */
  gapBefore: Uint8Array;
}

/** Seed of `Words.form`. */
export const FORM_SEED = 0x811c9dc5;

const NINE = 0x39;
const DIGIT = 0x30;
const MARKS_END = 0x2030;
/** Gap that a mark makes, by its unit. */
const gapOfMark = new Uint8Array(MARKS_END);
for (const mark of ',:()–—"«»„“”') gapOfMark[mark.charCodeAt(0)] = Gap.clause;
for (const mark of '.!?\n;…') gapOfMark[mark.charCodeAt(0)] = Gap.sentence;
const ENGLISH_TAILS = new Set(['t', 's', 're', 've', 'll', 'd', 'm']);
const LONGEST_TAIL = 2;

/** Room for the words of a text of so many units. */
export function makeWords(units: number): Words {
  const room = (units >> 1) + 1;
  return {
    count: 0,
    start: new Int32Array(room),
    end: new Int32Array(room),
    formStart: new Int32Array(room),
    formEnd: new Int32Array(room),
    letters: new Uint16Array(units),
    form: new Uint32Array(room),
    gapBefore: new Uint8Array(room),
  };
}

/**
 * Cuts a text into words of letters or digits. Linear in its length.
 * @param words what to write them into; made when left out
 */
export function readWords(text: string, words: Words = makeWords(Math.min(text.length, MAX_UNITS))): Words {
  const length = Math.min(text.length, MAX_UNITS);
  let gap: number = Gap.sentence;
  let used = 0;
  words.count = 0;
  for (let at = 0; at < length;) {
    const unit = text.charCodeAt(at);
    if (foldUnit(unit) === 0) {
      const mark = unit < MARKS_END ? (gapOfMark[unit] as number) : 0;
      if (mark > gap) gap = mark;
      at++;
      continue;
    }
    const i = words.count++;
    words.start[i] = at;
    words.formStart[i] = used;
    words.gapBefore[i] = gap;
    at = readWord(text, at, length, words, used);
    words.end[i] = at;
    used = words.formEnd[i] as number;
    gap = Gap.blank;
  }
  return words;
}

/**
 * Writes form and hash of the word that begins at `from`: doubled letters count once ("adress", "neeeed"), every digit as 0
 * ("room 214" is "room 000"). Answers where the word ends in the text.
 */
function readWord(text: string, from: number, length: number, words: Words, used: number): number {
  const { letters } = words;
  const i = words.count - 1;
  let hash = FORM_SEED;
  let before = 0;
  let end = length;
  let at = from;
  for (; at < end; at++) {
    const unit = text.charCodeAt(at);
    const folded = isCombining(unit) ? 0 : foldUnit(unit);
    if (folded === 0) {
      if (isCombining(unit)) continue;
      if (!isApostrophe(unit)) break;
      end = englishTailEnd(text, at, length);
      continue;
    }
    const letter = folded <= NINE && folded >= DIGIT ? DIGIT : folded;
    if (letter === before && letter !== DIGIT) continue;
    letters[used++] = before = letter;
    hash = step(hash, letter);
  }
  words.form[i] = finish(hash);
  words.formEnd[i] = used;
  return Math.min(at, end);
}

/** "can't" is one word, "l'ascenseur" are two. */
function englishTailEnd(text: string, apostrophe: number, length: number): number {
  let at = apostrophe + 1;
  while (at < length && at <= apostrophe + LONGEST_TAIL + 1 && foldUnit(text.charCodeAt(at)) !== 0) at++;
  return ENGLISH_TAILS.has(text.slice(apostrophe + 1, at).toLowerCase()) ? at : apostrophe;
}

function isApostrophe(unit: number): boolean {
  return unit === 0x27 || unit === 0x2019 || unit === 0x60 || unit === 0xb4;
}

/** An accent that follows its letter (decomposed text): part of the word, left out of its form. */
function isCombining(unit: number): boolean {
  return unit >= 0x300 && unit < 0x370;
}
