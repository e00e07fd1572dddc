#!/usr/bin/env node
// `npm test`: installs what is missing, checks, builds, runs every specification. Last line: `N passed, N failed`.
//   npm test -- <pattern>   only the specifications whose path matches, on a fresh build, without the checks
//   --full                  also the long runs (RUN_LONG=1)
//   --faults                only test/faults, all of it
//   -t <pattern>            only the tests whose name matches
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, checkNode, installPackages, noteBuilt } from './prepare.mjs';

const root = join(import.meta.dirname ?? '.', '..');
const { full, faults, testNamePattern, patterns } = readOptions();
/** Somebody works on a few of them: the checks of the whole codebase wait for the whole run. */
const some = faults || patterns.length > 0;

/** As many as cores: a third was hardly quicker, and what is timed came late. */
const WORKERS = 2;

const say = (words) => process.stdout.write(`${words}\n`);
const tally = { passed: 0, failed: 0, skipped: 0 };

checkNode();
installPackages(say);
const chromium = findBrowser('CHROMIUM_PATH', [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]);
const firefox = full ? findBrowser('FIREFOX_PATH', ['firefox-esr']) : undefined;

// The types of these files and more are checked below: the build need not do it again.
const BUILD = ['build', 'typescript/bin/tsc', ['-p', 'tsconfig.build.json', '--noCheck']];
const CHECKS = [
  ['types', 'typescript/bin/tsc', ['-p', 'tsconfig.json']],
  ['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
  [
    'dependency rules',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ['apps', 'libs', 'bin', 'bench', 'test', 'training', '--config', '.dependency-cruiser.cjs'],
  ],
  ['unused code', 'knip/bin/knip.js', ['--no-progress']],
  ['lint', 'oxlint/bin/oxlint', ['--deny-warnings']],
];

if (some) build(say);
const checks = some ? [] : runChecks();
if (!some && (await runCheck(...BUILD))) noteBuilt();
await Promise.all([runSpecs(), checks]);

const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
say(`\n${tally.passed} passed, ${tally.failed} failed${skipped}`);
process.exit(tally.failed > 0 ? 1 : 0);

/** One after the other, on what the build and the specifications leave of the cores. */
async function runChecks() {
  for (const check of CHECKS) await runCheck(...check, constants.priority.PRIORITY_LOW);
}

/** True if it found nothing. */
async function runCheck(name, program, args, priority = constants.priority.PRIORITY_NORMAL) {
  const begun = Date.now();
  const tool = spawn(process.execPath, [join(root, 'node_modules', program), ...args], { cwd: root });
  setPriority(tool.pid, priority);
  let words = '';
  for (const stream of [tool.stdout, tool.stderr]) stream.setEncoding('utf8').on('data', (text) => (words += text));
  const good = (await once(tool, 'close'))[0] === 0;
  tally[good ? 'passed' : 'failed']++;
  say(`${good ? 'ok  ' : 'FAIL'} ${name} (${seconds(begun)})`);
  if (!good) say(words.trim());
  return good;
}

async function runSpecs() {
  const begun = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-jest-'));
  const results = join(folder, 'results.json');
  const only = some ? ['--testPathPatterns', ...(faults ? ['test/faults/'] : patterns)] : [];
  const named = testNamePattern ? ['--testNamePattern', testNamePattern] : [];
  const args = ['--json', `--outputFile=${results}`, `--maxWorkers=${WORKERS}`, ...named, ...only];
  // The results go to the file; what people read goes to stderr.
  const jest = spawn(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 1],
    env: {
      ...process.env,
      NODE_ENV: 'test',
      ...((full || faults) && { RUN_LONG: '1' }),
      ...(chromium && { CHROMIUM_PATH: chromium }),
      ...(firefox && { FIREFOX_PATH: firefox }),
    },
  });
  const [status] = await once(jest, 'close');
  if (existsSync(results)) count(JSON.parse(readFileSync(results, 'utf8')));
  else tally.failed++;
  if (status !== 0 && tally.failed === 0) tally.failed++;
  rmSync(folder, { recursive: true, force: true });
  say(`specifications (${seconds(begun)})`);
}

/** A file that could not be loaded at all counts as one failure. */
function count({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites }) {
  tally.passed += numPassedTests;
  tally.failed += numFailedTests + numRuntimeErrorTestSuites;
  tally.skipped += numPendingTests + numTodoTests;
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        full: { type: 'boolean', default: false },
        faults: { type: 'boolean', default: false },
        testNamePattern: { type: 'string', short: 't' },
      },
    });
    return { ...values, patterns: positionals };
  } catch (error) {
    process.stderr.write(`${error.message}\nUse: npm test -- [--full] [--faults] [-t <name>] [<path pattern>...]\n`);
    return process.exit(2);
  }
}

/** Of these names the first that there is, else it installs the package of that name. */
function findBrowser(setting, names) {
  if (process.env[setting]) return process.env[setting];
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/snap/bin'];
  const find = () =>
    folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
  return find() ?? (install(names[0]) ? find() : undefined);
}

function install(name) {
  const apt = (...args) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (process.getuid?.() === 0) {
    say(`installing ${name} (apt-get)`);
    const once = () => apt('install', '-y', '--no-install-recommends', name).status === 0;
    if (once() || (apt('update').status === 0 && once())) return true;
  }
  say(`No ${name} here, and none could be installed: install it (\`apt-get install ${name}\`).`);
  say('The journeys in it will fail.');
  return false;
}

function seconds(begun) {
  return `${((Date.now() - begun) / 1000).toFixed(1)} s`;
}
