/** The languages that the lexicon and the example texts speak, in the order of the lexicon's columns; elsewhere a language is its place here. */
export const LANGUAGES = ['en', 'it', 'de', 'es', 'fr'] as const;

/**
 * The word lists of one language. A term is a word ("door"), the beginning of words ("leak*") or a pair of words ("hot water"); a
 * line feed ends it, longer terms come first. `concepts` has the lines of the lexicon where each of them stands.
 */
export interface ConceptTerms {
  terms: string;
  concepts: number[][];
}

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
