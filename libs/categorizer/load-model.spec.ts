import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCategorizer, MODEL_PATH, projectRoot } from './load-model.js';

const shipped = join(projectRoot(), MODEL_PATH);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'categorizer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('loads the shipped model by default, another file when named', () => {
  const copy = join(folder, 'copy.model');
  copyFileSync(shipped, copy);
  expect(loadCategorizer(copy).version).toBe(loadCategorizer().version);
});

it('names a file that is missing, and says what to do', () => {
  const missing = join(folder, 'missing.model');
  expect(() => loadCategorizer(missing)).toThrow(/missing\.model.*ENOENT.*npm run train/);
});

it.each([
  ['empty', () => Buffer.alloc(0)],
  ['something else', () => Buffer.from('hello '.repeat(100))],
  ['cut', () => readFileSync(shipped).subarray(0, 100_000)],
  ['changed in one byte', () => changed(readFileSync(shipped))],
])('refuses a file that is %s', (_name, bytes) => {
  const damaged = join(folder, 'damaged.model');
  writeFileSync(damaged, bytes());
  expect(() => loadCategorizer(damaged)).toThrow(/damaged\.model is damaged .*Restore it with git/);
});

it.each(['HDCAT02\n', 'HDCAT03\n'])('says what to do with a file of an older version: %j', (magic) => {
  const old = join(folder, 'old.model');
  writeFileSync(old, magic.padEnd(1000, '.'));
  expect(() => loadCategorizer(old)).toThrow(/old\.model.*older version.*helpdesk retrain/);
});

it('is smaller than 2.5 MB', () => {
  expect(readFileSync(shipped).length).toBeLessThan(2_500_000);
});

function changed(bytes: Buffer): Buffer {
  bytes[200_000]! ^= 1;
  return bytes;
}
