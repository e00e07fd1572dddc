// What must hold before anything of ours can be imported: Node, the packages, the build. Needs no packages itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname ?? '.', '..');
const OLDEST = [20, 19];
const BUILT = join(root, 'dist', '.built');

/** Ends the program with one sentence when it cannot go on. */
export function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  fail(`Node ${process.versions.node} is too old: install Node ${OLDEST.join('.')} or newer from https://nodejs.org.`);
}

/** `npm ci` when the packages are missing or not those of package-lock.json. True if it ran. */
export function installPackages(say) {
  const stamp = join(root, 'node_modules', '.helpdesk-installed');
  const wanted = hash(readFileSync(join(root, 'package-lock.json')));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
  if (!areInstalled()) {
    say('installing packages (npm ci); this takes a minute the first time');
    const npm = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, NODE_ENV: '' },
    });
    if (npm.error) fail('npm is missing: install Node together with npm from https://nodejs.org.');
    if (npm.status !== 0) fail('The packages cannot be installed: see what npm says above, then start again.');
  }
  if (!note(stamp, wanted)) say('node_modules cannot be written: going on with what is there');
  return true;
}

/** Whether npm's note of what it installed has each package of package-lock.json, but for those of other platforms. */
function areInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const { packages } = JSON.parse(readFileSync(installed, 'utf8'));
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || packages[path]?.version === version || (optional && !packages[path]),
  );
}

/** Compiles to dist when a source is newer than the last build. True if it ran. */
export function build(say) {
  const wanted = fingerprint();
  if (existsSync(BUILT) && readFileSync(BUILT, 'utf8') === wanted) return false;
  say('building');
  // tsc trusts its notes: without the files they speak of it would write nothing.
  if (!existsSync(join(root, 'dist', 'bin', 'start.js'))) rmSync(join(root, 'dist'), { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // A heap that is small on purpose is meant for us: the compiler would die of it.
  const env = { ...process.env, NODE_OPTIONS: '' };
  const args = [tsc, '-p', 'tsconfig.build.json'];
  const built = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2], env });
  if (built.status !== 0) fail('The sources do not compile: correct what is named above, then start again.');
  if (!note(BUILT, wanted)) fail(`The folder ${join(root, 'dist')} cannot be written: make it writable.`);
  return true;
}

/** To be called after a build by other means: the next start need not build. */
export function noteBuilt() {
  note(BUILT, fingerprint());
}

function fingerprint() {
  const lines = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].map((file) => describe(join(root, file)));
  for (const folder of ['apps', 'bin', 'libs']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true })) {
      if (entry.endsWith('.ts') && !entry.endsWith('.spec.ts')) lines.push(describe(join(root, folder, entry)));
    }
  }
  return hash(lines.sort().join('\n'));
}

function describe(file) {
  const { size, mtimeMs } = statSync(file);
  return `${file.slice(root.length)} ${size} ${mtimeMs}`;
}

function hash(content) {
  return createHash('sha256').update(content).digest('hex');
}

function note(file, content) {
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
    return true;
  } catch {
    return false;
  }
}
