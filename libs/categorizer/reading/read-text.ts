import { cutWords, Gap, type Word } from '../text/words.js';
import type { Sense, Spelling, Vocabulary } from './vocabulary.js';

/** A text as the categorizer understands it; place i of every list is about word i. */
export interface Reading {
  words: readonly Word[];
  /** Place in `LANGUAGES`. */
  language: number;
  senses: readonly Sense[];
  /** Concepts of the word, and of the pair that it begins ("hot water"). */
  concepts: readonly (readonly number[])[];
  /** First word of the last clause. */
  lastClause: number;
}

/** Reads a text with what a vocabulary knows. */
export function readText(vocabulary: Vocabulary, text: string): Reading {
  const words = cutWords(text);
  const spellings: Spelling[] = [];
  for (const word of words) spellings.push(vocabulary.spelling(text, word));
  const language = vocabulary.languageOf(spellings);
  const senses: Sense[] = [];
  const concepts: (readonly number[])[] = [];
  for (const spelling of spellings) {
    const sense = vocabulary.senseOf(spelling, language);
    senses.push(sense);
    concepts.push(sense.concepts);
  }
  for (let i = 0; i + 1 < senses.length; i++) {
    const pair = (senses[i] as Sense).seconds?.lookUp((senses[i + 1] as Sense).form);
    if (pair) concepts[i] = [...(concepts[i] as readonly number[]), ...pair];
  }
  return { words, language, senses, concepts, lastClause: beginningOfLastClause(words, senses) };
}

function beginningOfLastClause(words: readonly Word[], senses: readonly Sense[]): number {
  for (let i = words.length - 1; i > 0; i--) {
    if ((words[i] as Word).gapBefore !== Gap.blank || (senses[i] as Sense).turns) return i;
  }
  return 0;
}
