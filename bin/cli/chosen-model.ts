import type { Categorizer } from '#libs/categorizer/categorizer.js';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import { BadUse } from './outcomes.js';

/**
 * The categorizer of the file that was named, else the shipped one.
 * @throws {BadUse} when it cannot be read: who named it can name another
 */
export function chosenModel(file: string | undefined): Categorizer {
  try {
    return loadCategorizer(file);
  } catch (error) {
    throw new BadUse((error as Error).message);
  }
}
