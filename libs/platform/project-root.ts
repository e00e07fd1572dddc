import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder with package.json above this file, so that SQL, views and models are found from sources and from dist.
 * @throws {Error} when there is none
 */
function findProjectRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('no package.json above the program: start it from its own checkout');
  return findProjectRoot(parent);
}

export const projectRoot = findProjectRoot(import.meta.dirname);

/** Absolute path of a file of the checkout. */
export function projectPath(...parts: string[]): string {
  return join(projectRoot, ...parts);
}
