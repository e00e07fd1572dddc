import { cutWords, Gap, type Word } from '../text/words.js';
import type { Concepts } from './lexicon.js';
import type { Sense, Spelling, Vocabulary } from './vocabulary.js';
import { likeliestLanguage } from './word-ranks.js';

/** A text as the categorizer understands it; place i of every list is about word i. */
export interface Reading {
  words: readonly Word[];
  language: number;
  senses: readonly Sense[];
  /** Concepts of the word, and of the pair that it begins ("hot water"). */
  concepts: readonly Concepts[];
  /** First word of the last clause. */
  lastClause: number;
}

/** Reads a text with what a vocabulary knows. */
export function readText(vocabulary: Vocabulary, text: string): Reading {
  const words = cutWords(text);
  const spellings: Spelling[] = [];
  for (const word of words) spellings.push(vocabulary.spelling(text, word));
  const language = likeliestLanguage(spellings);
  const senses: Sense[] = [];
  const concepts: Concepts[] = [];
  for (const spelling of spellings) {
    const sense = vocabulary.senseOf(spelling, language);
    const before = senses.length - 1;
    const pair = senses[before]?.seconds?.lookUp(sense.form);
    if (pair) concepts[before] = [...(concepts[before] as Concepts), ...pair];
    senses.push(sense);
    concepts.push(sense.concepts);
  }
  return { words, language, senses, concepts, lastClause: beginningOfLastClause(words, senses) };
}

function beginningOfLastClause(words: readonly Word[], senses: readonly Sense[]): number {
  for (let i = words.length - 1; i > 0; i--) {
    if ((words[i] as Word).gapBefore !== Gap.blank || (senses[i] as Sense).turns) return i;
  }
  return 0;
}
