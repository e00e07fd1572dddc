import { distinctWords } from '../words.js';

/** So many words of a search count; what follows is ignored. */
const MOST_WORDS = 8;

/**
 * The PostgreSQL text query for what was typed: every word must occur, each as the beginning of a word. Undefined when
 * only signs were typed, which finds nothing.
 */
export function searchQuery(typed: string): string | undefined {
  const words = distinctWords(typed).slice(0, MOST_WORDS);
  return words.length > 0 ? words.map((word) => `'${word}':*`).join(' & ') : undefined;
}
