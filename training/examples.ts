import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATEGORIES, type Category } from '#libs/categorizer/categorizer.js';
import { projectRoot } from '#libs/categorizer/load-model.js';

/** A text and what it was about. */
export interface Example {
  text: string;
  category: Category;
  /** `en`, `it`, ...; undefined for texts of the campus. */
  language?: string;
  /** `plain`, `terse`, ... (see data/README.md). */
  kind?: string;
  /** The file's name without ending, below `data`, for example `texts/en-campus`. */
  source?: string;
}

/** The folder of examples and word lists. */
export const DATA = join(projectRoot(), 'training/data');

/** What the model learns from. */
export function trainingExamples(): Example[] {
  return readExamples('texts');
}

/**
 * The frozen sets, written before the model was tuned and never trained on. `campus`: as people here write; `misleading`: words of
 * another category; `elsewhere`: as people write in other places; `later`, `hard`: texts whose errors nobody has looked at.
 */
export function frozenExamples(): Example[] {
  return ['campus', 'misleading', 'elsewhere', 'later', 'hard'].flatMap((set) => readExamples(`frozen/${set}`));
}

/**
 * All examples of a folder of .tsv files (category, kind, text; the language is the start of the file's name), in the order of
 * the file names.
 * @throws Error naming file and line when a line is not an example
 */
function readExamples(folder: string): Example[] {
  const files = readdirSync(join(DATA, folder)).filter((name) => name.endsWith('.tsv'));
  return files.sort().flatMap((name) => {
    const lines = readFileSync(join(DATA, folder, name), 'utf8').split('\n');
    const origin = { language: name.slice(0, 2), source: join(folder, name.replace(/\.tsv$/, '')) };
    return lines.flatMap((line, i) =>
      line === '' ? [] : [{ ...parseExample(line, `${folder}/${name}:${i + 1}`), ...origin }],
    );
  });
}

function parseExample(line: string, where: string): Example {
  const [category, kind, text, ...more] = line.split('\t');
  if (!CATEGORIES.includes(category as Category) || !kind || !text || more.length > 0)
    throw new Error(`${where}: expected category, kind and text with tabs between them`);
  return { text, category: category as Category, kind };
}
