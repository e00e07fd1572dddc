import type { Word } from './normal-form.js';
import type { FoundSlot, FoundTerm } from './vocabulary.js';

/** The words of a text that a term means. */
export function hitsOf(term: FoundTerm, words: readonly Word[]): Word[] {
  const byPlace = new Map<number, Word[]>();
  for (const word of words) byPlace.set(word.place, [...(byPlace.get(word.place) ?? []), word]);
  const hits = new Set<Word>();
  for (const way of term.found) {
    for (const place of byPlace.keys()) {
      const found = way.map((slot, i) => byPlace.get(place + i)?.find(({ key }) => isMeant(slot, key)));
      if (found.every((word) => word !== undefined)) for (const word of found) hits.add(word);
    }
  }
  return [...hits];
}

function isMeant({ words, beginnings }: FoundSlot, key: string): boolean {
  return words.includes(key) || beginnings.some((beginning) => key.startsWith(beginning));
}

/** Whether some texts together have what is looked for, as PostgreSQL finds it. */
export function isMatch(terms: readonly FoundTerm[], texts: readonly (readonly Word[])[]): boolean {
  return terms.every((term) => texts.some((words) => hitsOf(term, words).length > 0) !== term.not);
}
