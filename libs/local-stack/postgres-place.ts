import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { StartError } from './start-error.js';

/** Where a user that root hands over to may always enter. */
const COMMON_PLACE = '/var/lib/campus-helpdesk';

/** Whom the server runs as; empty for the user of this process. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}
/** Where PostgreSQL finds its programs and its data, and as whom it runs. */
export interface PostgresPlace {
  readonly bin: string;
  readonly data: string;
  readonly runAs: RunAs;
}

/**
 * PostgreSQL refuses to run as root. As root it gets a user of its own, and, where that user may not enter the folder of
 * the data or of the programs (below the home of root, say), another place for them.
 * @param folder an existing folder that is ours
 */
export function findPlace(folder: string): PostgresPlace {
  const binaries = findBinaries();
  if (process.getuid?.() !== 0) {
    return { bin: join(binaries.folder, 'bin'), data: join(folder, 'postgres'), runAs: {} };
  }
  const home = dataHome(folder);
  const data = join(home, 'postgres');
  const runAs = ownerOf(data) ?? systemUser();
  mkdirSync(data, { recursive: true, mode: 0o700 });
  chownSync(data, runAs.uid ?? 0, runAs.gid ?? 0);
  if (home === folder && !mayRun(runAs, 'test', ['-x', data])) return findPlaceOutside(folder, runAs, binaries);
  return { bin: programsFor(runAs, binaries), data, runAs };
}

function findPlaceOutside(folder: string, runAs: RunAs, binaries: PostgresBinaries): PostgresPlace {
  rmSync(join(folder, 'postgres'), { recursive: true });
  const data = join(newHome(folder), 'postgres');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  chownSync(data, runAs.uid ?? 0, runAs.gid ?? 0);
  return { bin: programsFor(runAs, binaries), data, runAs };
}

/** The folder that holds the data: ours, or the one outside that was chosen at an earlier start. */
function dataHome(folder: string): string {
  const note = join(folder, 'postgres-place.json');
  if (!existsSync(note)) return folder;
  const { home, for: owner } = JSON.parse(readFileSync(note, 'utf8')) as { home: string; for: string };
  if (owner === folder) return home;
  // A copied checkout must not share the data of the one it was copied from; a moved one keeps its own.
  if (existsSync(owner)) return newHome(folder);
  writeFileSync(note, JSON.stringify({ home, for: folder }));
  return home;
}

function newHome(folder: string): string {
  const home = join(COMMON_PLACE, `data-${randomBytes(6).toString('hex')}`);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  writeFileSync(join(folder, 'postgres-place.json'), JSON.stringify({ home, for: folder }));
  return home;
}

function programsFor(runAs: RunAs, binaries: PostgresBinaries): string {
  const bin = join(binaries.folder, 'bin');
  if (mayRun(runAs, join(bin, 'initdb'), ['--version'])) return bin;
  const copy = join(COMMON_PLACE, `postgresql-${binaries.version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    mkdirSync(COMMON_PLACE, { recursive: true, mode: 0o755 });
    cpSync(binaries.folder, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  return join(copy, 'bin');
}

function mayRun(runAs: RunAs, program: string, args: string[]): boolean {
  return spawnSync(program, args, { ...runAs, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Whom existing data belong to: an ordinary user's data are served as that user, also when root starts it. */
function ownerOf(data: string): RunAs | undefined {
  if (!existsSync(join(data, 'PG_VERSION'))) return undefined;
  const { uid, gid } = statSync(data);
  return uid === 0 ? undefined : { uid, gid };
}

function systemUser(): RunAs {
  const known = idsOf('postgres');
  if (known) return known;
  spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', '--user-group', 'postgres']);
  const user = idsOf('postgres') ?? idsOf('nobody');
  if (!user)
    throw new StartError('PostgreSQL does not run as root and there is no user for it: start as an ordinary user.');
  return user;
}

function idsOf(user: string): RunAs | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
