import { foldUnit } from './fold.js';

/** The longest text that is read, in UTF-16 units: twice what a ticket may hold; the rest is not looked at. */
export const MAX_UNITS = 8000;

/** What stands before a word: nothing but blanks, a mark within a sentence, or the end of a sentence. */
export const Gap = { blank: 0, clause: 1, sentence: 2 } as const;

/** A text cut into words; place i of every array speaks of word i. */
export interface Words {
  count: number;
  /** First and last unit (exclusive) in the text as written. */
  start: Int32Array;
  end: Int32Array;
  /** The folded form lies in `letters` from formStart to formEnd (exclusive). */
  formStart: Int32Array;
  formEnd: Int32Array;
  letters: Uint16Array;
  /** One of `Gap`. */
  gapBefore: Uint8Array;
}

const SENTENCE_MARKS = new Set([...'.!?\n;…'].map((mark) => mark.charCodeAt(0)));
const CLAUSE_MARKS = new Set([...',:()–—"«»„“”'].map((mark) => mark.charCodeAt(0)));
const ENGLISH_TAILS = new Set(['t', 's', 're', 've', 'll', 'd', 'm']);
const NINE = 0x39;
const DIGIT = 0x30;

/** Cuts a text into words of letters or digits. Linear in its length. */
export function readWords(text: string): Words {
  const length = Math.min(text.length, MAX_UNITS);
  const room = (length >> 1) + 1;
  const words: Words = {
    count: 0,
    start: new Int32Array(room),
    end: new Int32Array(room),
    formStart: new Int32Array(room),
    formEnd: new Int32Array(room),
    letters: new Uint16Array(length),
    gapBefore: new Uint8Array(room),
  };
  let gap: number = Gap.sentence;
  let used = 0;
  for (let at = 0; at < length;) {
    const unit = text.charCodeAt(at);
    if (foldUnit(unit) === 0) {
      if (SENTENCE_MARKS.has(unit)) gap = Gap.sentence;
      else if (gap === Gap.blank && CLAUSE_MARKS.has(unit)) gap = Gap.clause;
      at++;
      continue;
    }
    const end = wordEnd(text, at, length);
    const i = words.count++;
    words.start[i] = at;
    words.end[i] = end;
    words.formStart[i] = used;
    used = writeForm(text, at, end, words.letters, used);
    words.formEnd[i] = used;
    words.gapBefore[i] = gap;
    gap = Gap.blank;
    at = end;
  }
  return words;
}

function wordEnd(text: string, from: number, length: number): number {
  let at = from + 1;
  while (at < length) {
    const unit = text.charCodeAt(at);
    if (foldUnit(unit) !== 0 || isCombining(unit)) at++;
    else if (isApostrophe(unit)) return englishTailEnd(text, at, length);
    else return at;
  }
  return at;
}

/** "can't" is one word, "l'ascenseur" are two. */
function englishTailEnd(text: string, apostrophe: number, length: number): number {
  let at = apostrophe + 1;
  while (at < length && foldUnit(text.charCodeAt(at)) !== 0) at++;
  return ENGLISH_TAILS.has(text.slice(apostrophe + 1, at).toLowerCase()) ? at : apostrophe;
}

function isApostrophe(unit: number): boolean {
  return unit === 0x27 || unit === 0x2019 || unit === 0x60 || unit === 0xb4;
}

/** An accent that follows its letter (decomposed text): part of the word, left out of its form. */
function isCombining(unit: number): boolean {
  return unit >= 0x300 && unit < 0x370;
}

/** Doubled letters count once ("adress", "neeeed"), every digit as 0 ("room 214" is "room 000"). */
function writeForm(text: string, from: number, to: number, letters: Uint16Array, used: number): number {
  const first = used;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    const folded = isCombining(unit) ? 0 : foldUnit(unit);
    if (folded === 0) continue;
    const letter = folded <= NINE && folded >= DIGIT ? DIGIT : folded;
    if (letter !== DIGIT && used > first && letters[used - 1] === letter) continue;
    letters[used++] = letter;
  }
  return used;
}
