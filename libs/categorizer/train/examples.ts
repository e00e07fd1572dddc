import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATEGORIES, type Category } from '../categorizer.js';

/** A text and what it was about. */
export interface Example {
  text: string;
  category: Category;
  /** `en`, `it`, ... or whatever the examples shall be counted by. */
  language?: string;
  /** `plain`, `terse`, ... (see data/README.md). */
  kind?: string;
}

/**
 * All examples of a folder of .tsv files (category, kind, text; the language is the start of the file's name), in the order of
 * the file names.
 * @throws Error naming file and line when a line is not an example
 */
export function readExamples(folder: string): Example[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.tsv'));
  return files.sort().flatMap((name) => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    return lines.flatMap((line, i) =>
      line === '' ? [] : [parseExample(line, name.slice(0, 2), `${join(folder, name)}:${i + 1}`)],
    );
  });
}

function parseExample(line: string, language: string, where: string): Example {
  const [category, kind, text, ...more] = line.split('\t');
  if (!CATEGORIES.includes(category as Category) || !kind || !text || more.length > 0) {
    throw new Error(`${where}: expected category, kind and text with tabs between them`);
  }
  return { text, category: category as Category, language, kind };
}
