import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '#libs/categorizer/languages.js';
import type { Knowledge } from '#libs/categorizer/reading/knowledge.js';
import { foldWord } from '#libs/categorizer/text/words.js';

/** Concepts by term. */
type Table = Map<string, number[]>;

/** The file of the concepts that are no topic; the last by name. */
const WORDING = 'wording.txt';

/**
 * Reads the lexicon: a line is a concept, its columns the languages between "|", a word ending in "*" stands for all words that
 * begin so, "_" joins two words that stand together, "# name" begins a group.
 * @throws Error naming file and line when a line does not have a column for every language
 */
export function readLexicon(folder: string): Pick<Knowledge, 'concepts' | 'topics' | 'size' | 'turn'> {
  const tables: Table[] = LANGUAGES.map(() => new Map());
  let group = '';
  const files: string[] = [];
  let turn = -1;
  for (const name of readdirSync(folder).sort()) {
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .forEach((line, i) => {
        if (line.startsWith('# ')) group = line.slice(2).trim();
        if (line.startsWith('# ') || line.trim() === '') return;
        const concept = files.push(name) - 1;
        if (group === 'turn') turn = concept;
        addLine(tables, line, concept, `${join(folder, name)}:${i + 1}`);
      });
  }
  const concepts = tables.map((table) => ({ terms: [...table.keys()].join('\n'), concepts: [...table.values()] }));
  return { concepts, turn, topics: files.indexOf(WORDING), size: files.length };
}

function addLine(tables: Table[], line: string, concept: number, where: string): void {
  const columns = line.split('|');
  if (columns.length !== LANGUAGES.length)
    throw new Error(`${where}: expected ${LANGUAGES.length} columns with | between them`);
  columns.forEach((column, language) => {
    const table = tables[language] as Table;
    for (const written of column.trim().split(/\s+/).filter(Boolean)) {
      const term = foldTerm(written);
      table.set(term, [...new Set([...(table.get(term) ?? []), concept])]);
    }
  });
}

function foldTerm(written: string): string {
  const folded = written.split('_').map(foldWord).join(' ');
  return written.endsWith('*') ? `${folded}*` : folded;
}
