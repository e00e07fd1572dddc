import { ENGLISH, GERMAN } from '../languages.js';
import { findCompound, findEntry, findMisspelt, type Knowledge } from './knowledge.js';

/** Shorter unknown words are left alone: one slip away lies always some other word. Foreign vocabulary is thinner. */
const SHORTEST_MISSPELT = { english: 4, foreign: 6 };
const DIGIT = 0x30;

/** What a form means in a language. */
export interface Understood {
  /** Entry of the knowledge, or -1. */
  entry: number;
  /** The form was taken for the known word one slip away. */
  misspelt: boolean;
}

/** Looks a form up: in its language, in English, as the ending of a German compound, as a misspelt word. */
export function understand(knowledge: Knowledge, language: number, letters: Uint16Array): Understood {
  let entry = findEntry(knowledge, language, letters, 0, letters.length);
  if (entry < 0 && language !== ENGLISH) entry = findEntry(knowledge, ENGLISH, letters, 0, letters.length);
  if (entry < 0 && language === GERMAN) entry = findCompound(knowledge, language, letters, 0, letters.length);
  if (entry >= 0) return { entry, misspelt: false };
  entry = correct(knowledge, language, letters);
  return { entry, misspelt: entry >= 0 };
}

function correct(knowledge: Knowledge, language: number, letters: Uint16Array): number {
  const shortest = language === ENGLISH ? SHORTEST_MISSPELT.english : SHORTEST_MISSPELT.foreign;
  if (letters.length < shortest || letters[0] === DIGIT) return -1;
  return findMisspelt(knowledge, language, letters, 0, letters.length);
}
