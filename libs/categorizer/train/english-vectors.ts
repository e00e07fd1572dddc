import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldForm } from './lexicon.js';

export const DIMENSIONS = 64;
const STEP = 1 / 64;

/** Vectors of English words by folded form, the commonest words first; of mean length 1. See data/vectors/README.md. */
export function readEnglishVectors(folder: string): Map<string, Float32Array> {
  const words = readFileSync(join(folder, 'english.words'), 'utf8').trimEnd().split('\n');
  const bytes = readFileSync(join(folder, 'english.i8'));
  const numbers = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  if (numbers.length !== words.length * DIMENSIONS)
    throw new Error(`${folder}: english.words and english.i8 do not belong together`);
  const vectors = new Map<string, Float32Array>();
  words.forEach((word, i) => {
    const form = foldForm(word);
    if (!vectors.has(form)) {
      vectors.set(
        form,
        Float32Array.from(numbers.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS), (value) => value * STEP),
      );
    }
  });
  return vectors;
}
