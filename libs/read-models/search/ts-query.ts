import type { FoundSlot, FoundTerm } from './vocabulary.js';

/** The text query for all of some terms, as PostgreSQL reads it; undefined when nothing can match. */
export function tsQuery(terms: readonly FoundTerm[]): string | undefined {
  const parts: string[] = [];
  for (const term of terms) {
    const ways = term.found.filter((way) => way.every(occurs)).map((way) => way.map(anyOf).join(' <-> '));
    if (ways.length > 0) parts.push(`${term.not ? '!' : ''}(${ways.join(' | ')})`);
    else if (!term.not) return undefined;
  }
  return parts.join(' & ');
}

/** The text query for any of the words of some terms. */
export function anyQuery(terms: readonly FoundTerm[]): string {
  return terms.flatMap(({ found }) => found.flat().filter(occurs).map(anyOf)).join(' | ');
}

function occurs({ words }: FoundSlot): boolean {
  return words.length > 0;
}

function anyOf({ words, beginnings }: FoundSlot): string {
  const quoted = beginnings.length > 0 ? beginnings.map((word) => `'${word}':*`) : words.map((word) => `'${word}'`);
  return `(${quoted.join(' | ')})`;
}
