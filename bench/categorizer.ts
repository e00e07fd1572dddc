import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Categorizer } from '#libs/categorizer/categorizer.js';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import { SeededRandom } from '../bin/random.js';
import { frozenExamples } from '../training/examples.js';

const LENGTH = 200;
const ROUNDS = 20;
const WARM_UP = 5;

/**
 * Times the categorizer on texts of 200 characters, in turns with that of another built checkout if its folder is named:
 * `npm run bench:categorizer -- ../other`. Microseconds of processor time a text: of texts seen before, as most words of a campus are,
 * and of texts in which each longer word has another wrong letter every time.
 */
async function main(other: string | undefined): Promise<void> {
  const joined = frozenExamples()
    .map(({ text }) => text)
    .join(' ');
  const texts = Array.from({ length: Math.floor(joined.length / LENGTH) }, (_, i) =>
    joined.slice(i * LENGTH, (i + 1) * LENGTH),
  );
  const start = performance.now();
  const here = loadCategorizer();
  here.classify('The lift is stuck between two floors');
  print(`first answer: ${(performance.now() - start).toFixed(0)} ms`);
  const there = other === undefined ? undefined : await loadFrom(other);
  compare('words seen before', here, there, () => texts);
  compare('words never seen', here, there, () => texts.map(misspell));
}

function compare(name: string, here: Categorizer, there: Categorizer | undefined, makeTexts: () => string[]): void {
  for (let round = 0; round < ROUNDS; round++) {
    const texts = makeTexts();
    const ours = timeOf(here, texts);
    const theirs = there && timeOf(there, texts);
    if (round < WARM_UP) continue;
    const ratio = theirs === undefined ? '' : `, ${theirs.toFixed(1)} µs there, ratio ${(ours / theirs).toFixed(2)}`;
    print(`${name}: ${ours.toFixed(1)} µs here${ratio}`);
  }
}

const random = new SeededRandom(1);

function misspell(text: string): string {
  return text.replaceAll(/\p{L}{4,}/gu, (word) => {
    const at = random.int(1, word.length - 1);
    return word.slice(0, at) + String.fromCharCode(random.int(0x61, 0x7a)) + word.slice(at + 1);
  });
}

async function loadFrom(folder: string): Promise<Categorizer> {
  const file = join(resolve(folder), 'dist/libs/categorizer/load-model.js');
  const { loadCategorizer: load } = (await import(pathToFileURL(file).href)) as { loadCategorizer: () => Categorizer };
  return load();
}

/** Microseconds of processor time a text. */
function timeOf(categorizer: Categorizer, texts: readonly string[]): number {
  const before = process.cpuUsage();
  for (const text of texts) categorizer.classify(text);
  return process.cpuUsage(before).user / texts.length;
}

const print = (line: string) => process.stdout.write(`${line}\n`);

await main(process.argv[2]);
