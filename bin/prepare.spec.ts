import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '#libs/platform/project-root.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'helpdesk-packages-'));
  mkdirSync(join(root, 'node_modules'));
  mkdirSync(join(root, 'bin'));
  cpSync(projectPath('bin', 'prepare.mjs'), join(root, 'bin', 'prepare.mjs'));
});
afterEach(() => rmSync(root, { recursive: true }));

const lockFile = (files: object): string => JSON.stringify({ packages: { '': {}, ...files } });

/** What it says on a machine that has no npm. */
function install(): string {
  const script = `import('${root}/bin/prepare.mjs').then(({ installPackages }) => installPackages(console.error))`;
  return spawnSync(process.execPath, ['-e', script], { env: { PATH: '' }, encoding: 'utf8' }).stderr;
}

it.each([
  ['packages that are those of the lock file, which is younger', { a: { version: '1.0.0' } }, /^$/],
  [
    'a package that is missing because it is for another platform',
    { a: { version: '1.0.0' }, b: { version: '1.0.0', optional: true } },
    /^$/,
  ],
  ['a package of another version', { a: { version: '1.0.1' } }, /npm is missing/],
  ['a package that is missing', { a: { version: '1.0.0' }, b: { version: '1.0.0' } }, /npm is missing/],
])('npm ci and %s', (_name, wanted, words) => {
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), lockFile({ a: { version: '1.0.0' } }));
  writeFileSync(join(root, 'package-lock.json'), lockFile(wanted));
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(root, 'package-lock.json'), later, later);
  expect(install()).toMatch(words);
});
