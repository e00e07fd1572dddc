/** The languages that the lexicon and the example texts speak, in the order of the lexicon's columns. */
export const LANGUAGES = ['en', 'it', 'de', 'es', 'fr'] as const;

/** Places of languages in `LANGUAGES` that the code treats in a way of its own. */
export const ENGLISH = 0;
export const GERMAN = 2;
