import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Knowledge, LANGUAGES } from '#libs/categorizer/reading/knowledge.js';
import { foldWord } from '#libs/categorizer/text/words.js';

/**
 * Reads the lexicon: a line is a concept, its columns the languages between "|", a word ending in "*" stands for all words that
 * begin so, "_" joins two words that stand together, "#" begins a heading. The last file by name has the concepts that are no topic.
 * @throws Error naming file and line when a line does not have a column for every language
 */
export function readLexicon(folder: string): Pick<Knowledge, 'concepts' | 'topics' | 'size' | 'turn'> {
  const tables = LANGUAGES.map(() => new Map<string, number[]>());
  let [topics, size, turn] = [0, 0, -1];
  for (const name of readdirSync(folder).sort()) {
    topics = size;
    for (const [i, line] of readFileSync(join(folder, name), 'utf8').split('\n').entries()) {
      if (line.startsWith('#') || line.trim() === '') continue;
      if (line.startsWith('but ')) turn = size;
      addLine(tables, line, size++, `${join(folder, name)}:${i + 1}`);
    }
  }
  const concepts = tables.map((table) => {
    const sorted = [...table].sort(([a], [b]) => b.length - a.length);
    return { terms: sorted.map(([term]) => term).join('\n'), concepts: sorted.map(([, lines]) => lines) };
  });
  return { concepts, turn, topics, size };
}

function addLine(tables: Map<string, number[]>[], line: string, concept: number, where: string): void {
  const columns = line.split('|');
  if (columns.length !== LANGUAGES.length)
    throw new Error(`${where}: expected ${LANGUAGES.length} columns with | between them`);
  columns.forEach((column, language) => {
    const table = tables[language] as Map<string, number[]>;
    for (const written of column.trim().split(/\s+/).filter(Boolean)) {
      const term = written.split('_').map(foldWord).join(' ') + (written.endsWith('*') ? '*' : '');
      table.set(term, [...new Set([...(table.get(term) ?? []), concept])]);
    }
  });
}
