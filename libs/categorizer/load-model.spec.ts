import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCategorizer, MODEL_FILE } from './load-model.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'categorizer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('loads the shipped model by default, another file when named', () => {
  const copy = join(folder, 'copy.model');
  copyFileSync(MODEL_FILE, copy);
  expect(loadCategorizer(copy).version).toBe(loadCategorizer().version);
});

it('names a file that is missing, and says what to do', () => {
  const missing = join(folder, 'missing.model');
  expect(() => loadCategorizer(missing)).toThrow(/missing\.model.*ENOENT.*npm run train/);
});

it.each([
  ['empty', () => Buffer.alloc(0)],
  ['something else', () => Buffer.from('hello '.repeat(100))],
  ['cut', () => readFileSync(MODEL_FILE).subarray(0, 100_000)],
  ['changed in one byte', () => changed(readFileSync(MODEL_FILE))],
])('refuses a file that is %s', (_name, bytes) => {
  const damaged = join(folder, 'damaged.model');
  writeFileSync(damaged, bytes());
  expect(() => loadCategorizer(damaged)).toThrow(/damaged\.model .*Restore it with git/);
});

it.each(['HDCAT03\n', 'HDCAT04\n'])(
  'replaces a file of an older version by the shipped model, with a warning: %j',
  (magic) => {
    const old = join(folder, 'old.model');
    writeFileSync(old, magic.padEnd(1000, '.'));
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
    expect(loadCategorizer(old).version).toBe(loadCategorizer().version);
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/old\.model.*older version.*helpdesk retrain/));
    warn.mockRestore();
  },
);

it('is smaller than 2.5 MB', () => {
  expect(readFileSync(MODEL_FILE).length).toBeLessThan(2_500_000);
});

function changed(bytes: Buffer): Buffer {
  bytes[200_000]! ^= 1;
  return bytes;
}
