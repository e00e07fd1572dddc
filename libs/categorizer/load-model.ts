import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Categorizer, createCategorizer } from './categorizer.js';
import { decodeModel, OutdatedModel } from './model/model-file.js';

/** The folder with package.json above a folder: the same from the sources and from dist/. */
export function projectRoot(from: string = import.meta.dirname): string {
  if (existsSync(join(from, 'package.json'))) return from;
  if (dirname(from) === from) throw new Error("No package.json above the categorizer: cannot find the model's file.");
  return projectRoot(dirname(from));
}

export const MODEL_FILE = join(projectRoot(), 'libs/categorizer/model/categorizer.model');

/**
 * Reads a model file and makes a categorizer of it (a few milliseconds; load once per process). A file of an older version is
 * replaced by the shipped model, with a warning of the process: an update must not stop the helpdesk.
 * @throws Error naming the file and what to do, when it is missing or damaged
 */
export function loadCategorizer(file: string = MODEL_FILE): Categorizer {
  try {
    return createCategorizer(decodeModel(readFileSync(file)));
  } catch (error) {
    if (error instanceof OutdatedModel && file !== MODEL_FILE) {
      process.emitWarning(
        `The categorizer model ${file} was made by an older version: the shipped model is used. "npx helpdesk retrain" makes the file again.`,
      );
      return loadCategorizer();
    }
    throw new Error(
      `Cannot use the categorizer model ${file} (${(error as Error).message}). Restore it with git, or make it with "npm run train".`,
      { cause: error },
    );
  }
}
