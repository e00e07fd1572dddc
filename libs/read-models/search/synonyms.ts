import { readFileSync } from 'node:fs';
import { projectPath } from '#libs/platform/project-root.js';

/** Lists of words in their normal form. */
function linesOf(name: string): string[][] {
  const text = readFileSync(projectPath('libs/read-models/search/data', name), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}

const placeWords = new Set(linesOf('place-words.txt').flat());
const genericWords = new Set(linesOf('generic-words.txt').flat());
const namesOf = new Map<string, Set<string>>();
for (const group of linesOf('synonyms.txt'))
  for (const word of group) namesOf.set(word, new Set([...(namesOf.get(word) ?? []), ...group]));

/** The other names of the same thing of a campus, `elevator` for `lift`. */
export function synonymsOf(word: string): string[] {
  return [...(namesOf.get(word) ?? [])].filter((other) => other !== word);
}

/** One name for all the names of a thing. */
export function conceptOf(word: string): string {
  const [first = word] = namesOf.get(word) ?? [];
  return first;
}

/** Whether the name of a place comes after a word: `building C`. */
export function isPlaceWord(word: string): boolean {
  return placeWords.has(word);
}

/** Whether a word says nothing of what a problem is about. */
export function isGeneric(word: string): boolean {
  return genericWords.has(word) || placeWords.has(word);
}
