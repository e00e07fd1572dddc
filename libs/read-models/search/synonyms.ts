import { readFileSync } from 'node:fs';
import { projectPath } from '#libs/platform/project-root.js';

/** Groups of words in their normal form. */
function linesOf(name: string): string[][] {
  const text = readFileSync(projectPath('libs/read-models/search/data', name), 'utf8').trim();
  return text.split('\n').map((line) => line.split(' '));
}

/** The name of a place comes after one of these: `building C`. */
export const PLACE_WORDS: ReadonlySet<string> = new Set(linesOf('place-words.txt').flat());
/** These say nothing of what a problem is about. */
export const GENERIC_WORDS: ReadonlySet<string> = new Set([...PLACE_WORDS, ...linesOf('generic-words.txt').flat()]);

const groupOf = new Map(linesOf('synonyms.txt').flatMap((group) => group.map((word) => [word, group] as const)));

/** The other names of the same thing of a campus, `elevator` for `lift`. */
export function synonymsOf(word: string): string[] {
  return (groupOf.get(word) ?? []).filter((other) => other !== word);
}

/** One name for all the names of a thing. */
export function conceptOf(word: string): string {
  return groupOf.get(word)?.[0] ?? word;
}
