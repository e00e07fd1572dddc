import { cutWords, Gap, type Word } from '../text/words.js';
import type { Sense, Vocabulary } from './vocabulary.js';

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
  const spellings = words.map(({ start, end }) => vocabulary.spelling(text.slice(start, end)));
  const language = vocabulary.languageOf(spellings);
  const senses = spellings.map((spelling) => vocabulary.senseOf(spelling, language));
  const concepts = senses.map((sense, i) => {
    const next = senses[i + 1];
    if (!next || !sense.beginsPair) return sense.concepts;
    return [...sense.concepts, ...vocabulary.lexicon.conceptsOfPair(sense.form, next.form, language)];
  });
  return { words, language, senses, concepts, lastClause: beginningOfLastClause(words, senses) };
}

function beginningOfLastClause(words: readonly Word[], senses: readonly Sense[]): number {
  for (let i = words.length - 1; i > 0; i--) {
    if ((words[i] as Word).gapBefore !== Gap.blank || (senses[i] as Sense).turns) return i;
  }
  return 0;
}
