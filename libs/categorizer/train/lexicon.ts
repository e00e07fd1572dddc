import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '../languages.js';
import { readWords } from '../text/words.js';

/** A word of a list: one form, or two or more that stand together; `open` means that any ending may follow. */
export interface Term {
  forms: string[];
  open: boolean;
}

/** Words of the same meaning in every language of `LANGUAGES`. */
export interface Meaning {
  group: string;
  terms: Term[][];
}

/**
 * Reads the word lists of a folder: a line is a meaning, its columns the languages between "|", a word ending in "*" is open,
 * "_" joins words that stand together, "# name" begins a group.
 * @throws Error naming file and line when a line does not have a column for every language
 */
export function readMeanings(folder: string): Meaning[] {
  const meanings: Meaning[] = [];
  for (const name of readdirSync(folder).sort()) {
    let group = name;
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .forEach((line, i) => {
        if (line.startsWith('# ')) group = line.slice(2).trim();
        else if (line.trim() !== '') meanings.push({ group, terms: parseLine(line, `${join(folder, name)}:${i + 1}`) });
      });
  }
  return meanings;
}

function parseLine(line: string, where: string): Term[][] {
  const columns = line.split('|');
  if (columns.length !== LANGUAGES.length)
    throw new Error(`${where}: expected ${LANGUAGES.length} columns with | between them`);
  return columns.map((column) => column.trim().split(/\s+/).filter(Boolean).map(parseTerm));
}

function parseTerm(written: string): Term {
  const forms = written.replaceAll('*', '').split('_').filter(Boolean).map(foldForm);
  return { forms: forms.filter(Boolean), open: written.endsWith('*') };
}

/** The form of a single word, folded as texts are. */
export function foldForm(word: string): string {
  const words = readWords(word.replaceAll(/[^\p{L}\p{N}\p{M}]/gu, ''));
  return String.fromCharCode(...words.letters.subarray(words.formStart[0] ?? 0, words.formEnd[0] ?? 0));
}
