import type { ConceptTerms } from './concept-table.js';

/** What a categorizer knows of words before it has seen a text. */
export interface Knowledge {
  /** By language. */
  concepts: ConceptTerms[];
  /** Concepts below this number are topics, the others ways of writing. */
  topics: number;
  /** Number of concepts. */
  size: number;
  /** By language: the words of the example texts, the commonest first, with blanks between them. */
  words: string[];
  /** By language: common words of little meaning, with blanks between them. */
  fillers: string[];
  /** Number of the concept of words that turn a sentence ("but"). */
  turn: number;
}
