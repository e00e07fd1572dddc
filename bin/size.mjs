#!/usr/bin/env node
// `npm run size`: how large the code is. Hand-written TypeScript and SQL; no specifications, data or generated files.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const LONGEST = 250;
const listed = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n');
const isSource = (file) => /\.(ts|sql)$/.test(file) && !/\.(spec|d)\.ts$/.test(file) && existsSync(file);
const files = listed.filter(isSource).map((file) => ({ file, lines: linesOf(file) }));

const rows = [
  ['apps + libs', '^(apps|libs)/'],
  ['of these, training of the categorizer', '^libs/categorizer/(train|data)/'],
  ['of these, search', '^libs/read-models/(search/|sql/search)'],
  ['bin + bench', '^(bin|bench)/'],
  ['test support and journeys', '^test/'],
].map(([part, pattern]) => [part, ...summary(files.filter(({ file }) => new RegExp(pattern).test(file)))]);
print(['part', 'lines', 'files', 'median', 'longest'], rows);

const path = pathOfClosing();
print(['"close a ticket", form to page', 'lines', 'files'], [['docs/architecture.md', ...summary(path).slice(0, 2)]]);

const long = files.filter(({ file, lines }) => lines > LONGEST && !file.startsWith('test/'));
if (long.length > 0)
  print(
    [`over ${LONGEST} lines`, 'lines'],
    long.map(({ file, lines }) => [file, lines]),
  );

function summary(some) {
  const sorted = some.map(({ lines }) => lines).sort((a, b) => a - b);
  const sum = sorted.reduce((total, lines) => total + lines, 0);
  return [sum, sorted.length, sorted[sorted.length >> 1] ?? 0, sorted.at(-1) ?? 0];
}

/** The files that the two paths in docs/architecture.md link to. */
function pathOfClosing() {
  const text = readFileSync('docs/architecture.md', 'utf8');
  const part = text.slice(text.indexOf('## The path of a command'), text.indexOf('## Invariants'));
  const linked = new Set([...part.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file]) => file));
  return [...linked].map((file) => ({ file, lines: linesOf(file) }));
}

function linesOf(file) {
  return readFileSync(file, 'utf8').split('\n').length - 1;
}

function print(heads, lines) {
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const rule = row(heads.map((_, index) => (index === 0 ? '---' : '--:')));
  process.stdout.write(`${[row(heads), rule, ...lines.map(row)].join('\n')}\n\n`);
}
