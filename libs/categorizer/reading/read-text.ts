import { find } from '../model/hash-table.js';
import { finish, hashUnits, pairKey } from '../text/hash.js';
import { FORM_SEED, Gap, makeWords, MAX_UNITS, readWords, type Words } from '../text/words.js';
import { detectLanguage } from './language.js';
import type { Form, Sense } from './sense.js';
import type { Vocabulary } from './vocabulary.js';

/** A text as the categorizer understands it; place i of every array speaks of word i, places from `words.count` on of nothing. */
export interface Reading {
  words: Words;
  /** Place in `LANGUAGES`. */
  language: number;
  forms: Form[];
  senses: Sense[];
  /** Concepts of the pair that starts here ("hot water"). */
  pairConcepts: (readonly number[])[];
  /** Concepts of the word, and of that pair. */
  concepts: (readonly number[])[];
  /** Number of the clause, ascending from 0. */
  clause: Int32Array;
  clauses: number;
}

/** @param units of the longest text it is for */
export function makeReading(units = MAX_UNITS): Reading {
  const words = makeWords(units);
  const clause = new Int32Array(words.start.length);
  return { words, language: 0, forms: [], senses: [], pairConcepts: [], concepts: [], clause, clauses: 0 };
}

/** @param reading what to write it into; made when left out */
export function readText(
  vocabulary: Vocabulary,
  text: string,
  reading: Reading = makeReading(Math.min(text.length, MAX_UNITS)),
): Reading {
  const { words, forms, senses } = reading;
  const { count } = readWords(text, words);
  for (let i = 0; i < count; i++) forms[i] = vocabulary.formOf(words, i);
  reading.language = detectLanguage(forms, count);
  for (let i = 0; i < count; i++) senses[i] = vocabulary.senseOf(forms[i] as Form, reading.language);
  findConcepts(vocabulary, reading);
  findClauses(reading);
  return reading;
}

/** Hash of a folded form, as `Words.form` and pair keys have it. */
export function formHash(letters: Uint16Array, start: number, end: number): number {
  return finish(hashUnits(FORM_SEED, letters, start, end));
}

function findConcepts(vocabulary: Vocabulary, { words, language, senses, pairConcepts, concepts }: Reading): void {
  const { table } = vocabulary.knowledge;
  for (let i = 0; i < words.count; i++) {
    const own = (senses[i] as Sense).concepts;
    const last = i + 1 === words.count;
    const pair = last ? -1 : find(table, pairKey(language, words.form[i] as number, words.form[i + 1] as number));
    const joint = (pairConcepts[i] = vocabulary.conceptsOf(pair));
    concepts[i] = joint.length === 0 ? own : [...own, ...joint];
  }
}

function findClauses(reading: Reading): void {
  const { words, senses, clause } = reading;
  let here = 0;
  for (let i = 0; i < words.count; i++) {
    if (i > 0 && (words.gapBefore[i] !== Gap.blank || (senses[i] as Sense).turns)) here++;
    clause[i] = here;
  }
  reading.clauses = here + 1;
}
