import { find } from '../model/hash-table.js';
import { ENGLISH, GERMAN } from '../languages.js';
import { finish, hashUnits, pairKey } from '../text/hash.js';
import { Gap, readWords, type Words } from '../text/words.js';
import { conceptsOf } from './concepts.js';
import { findCompound, findEntry, findMisspelt, type Knowledge } from './knowledge.js';
import { detectLanguage } from './language.js';

/** A text as the categorizer understands it; place i of every array speaks of word i. */
export interface Reading {
  words: Words;
  /** Place in `LANGUAGES`. */
  language: number;
  /** Entry of the knowledge, or -1. */
  entry: Int32Array;
  /** Entry of the pair that starts here ("hot water"), or -1. */
  pair: Int32Array;
  /** Hash of the form that was meant: that of the known word one slip away, else the form as spelt. */
  identity: Uint32Array;
  /** Hash of the form as spelt. */
  form: Uint32Array;
  /** Number of the clause, ascending from 0. */
  clause: Int32Array;
  clauses: number;
}

const FORM_SEED = 0x811c9dc5;
/** Shorter unknown words are left alone: one slip away lies always some other word. Foreign vocabulary is thinner. */
const SHORTEST_MISSPELT = { english: 4, foreign: 6 };

/** @param turn number of the concept of words that begin a new clause ("but", "aber") */
export function readText(knowledge: Knowledge, turn: number, text: string): Reading {
  const words = readWords(text);
  const language = detectLanguage(knowledge, words);
  const reading: Reading = {
    words,
    language,
    entry: new Int32Array(words.count).fill(-1),
    pair: new Int32Array(words.count).fill(-1),
    identity: new Uint32Array(words.count),
    form: new Uint32Array(words.count),
    clause: new Int32Array(words.count),
    clauses: 0,
  };
  for (let i = 0; i < words.count; i++) understandWord(knowledge, reading, i);
  for (let i = 0; i + 1 < words.count; i++) {
    reading.pair[i] = find(
      knowledge.table,
      pairKey(language, reading.form[i] as number, reading.form[i + 1] as number),
    );
  }
  for (let i = 0; i < words.count; i++) {
    if (i > 0 && (words.gapBefore[i] !== Gap.blank || conceptsOf(knowledge, reading.entry[i] as number).includes(turn)))
      reading.clauses++;
    reading.clause[i] = reading.clauses;
  }
  reading.clauses++;
  return reading;
}

/** Hash of a folded form, as `Reading.form` and pair keys have it. */
export function formHash(letters: Uint16Array, start: number, end: number): number {
  return finish(hashUnits(FORM_SEED, letters, start, end));
}

function understandWord(knowledge: Knowledge, reading: Reading, i: number): void {
  const { words, language } = reading;
  const { letters } = words;
  const start = words.formStart[i] as number;
  const end = words.formEnd[i] as number;
  const form = formHash(letters, start, end);
  reading.form[i] = form;
  reading.identity[i] = form;
  let entry = findEntry(knowledge, language, letters, start, end);
  if (entry < 0 && language !== ENGLISH) entry = findEntry(knowledge, ENGLISH, letters, start, end);
  if (entry < 0 && language === GERMAN) entry = findCompound(knowledge, language, letters, start, end);
  if (entry < 0) {
    entry = misspelt(knowledge, language, letters, start, end);
    if (entry >= 0) reading.identity[i] = knowledge.entryForm[entry] as number;
  }
  reading.entry[i] = entry;
}

function misspelt(knowledge: Knowledge, language: number, letters: Uint16Array, start: number, end: number): number {
  const shortest = language === ENGLISH ? SHORTEST_MISSPELT.english : SHORTEST_MISSPELT.foreign;
  if (end - start < shortest || letters[start] === 0x30) return -1;
  return findMisspelt(knowledge, language, letters, start, end);
}
