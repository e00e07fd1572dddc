import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Categorizer, createCategorizer } from './categorizer.js';
import { decodeModel } from './model/model-file.js';

/** Where the shipped model lies, from the folder with package.json. */
export const MODEL_PATH = 'libs/categorizer/model/categorizer.model';

/** The folder with package.json above this file: the same from the sources and from dist/. */
export function projectRoot(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder)
      throw new Error(`No package.json above ${from}: cannot find the categorizer's files.`);
  }
}

/**
 * Reads a model file and makes a categorizer of it (a few milliseconds; load once per process).
 * @param file defaults to the shipped model
 * @throws Error naming the file and what to do, when it is missing or damaged
 */
export function loadCategorizer(file: string = join(projectRoot(), MODEL_PATH)): Categorizer {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Error(
      `Cannot read the categorizer model ${file} (${(error as NodeJS.ErrnoException).code}). Restore it with git, or make it with "npm run train".`,
      { cause: error },
    );
  }
  try {
    return createCategorizer(decodeModel(bytes));
  } catch (error) {
    throw new Error(
      `The categorizer model ${file} is damaged (${(error as Error).message}). Restore it with git, or make it with "npm run train".`,
      { cause: error },
    );
  }
}
