import { Gap, type Words } from './text/words.js';

/** Features of a text: feature f is the hash `id[f]` and counts with `value[f]`; it is about the words `word[f]` and `word2[f]`. */
export interface Features {
  count: number;
  id: Uint32Array;
  value: Float32Array;
  word: Int32Array;
  word2: Int32Array;
}

const SEED = { word: 0x9e3779b1, pair: 0x85ebca6b, piece: 0xc2b2ae35 };
const WEIGHT = { word: 3, pair: 2, piece: 3 };
const EDGE = 0x20;
const PIECE = { shortest: 3, longest: 5 };

/** Word n-grams (1-2) and character n-grams (3-5, within a word and its edges), hashed with FNV-1a to 32 bits. */
export function extractFeatures(words: Words): Features {
  let letters = 0;
  for (let i = 0; i < words.count; i++) letters += (words.formEnd[i] as number) - (words.formStart[i] as number) + 2;
  const room = 2 * words.count + 3 * letters;
  const features: Features = {
    count: 0,
    id: new Uint32Array(room),
    value: new Float32Array(room),
    word: new Int32Array(room),
    word2: new Int32Array(room),
  };
  const pairs = writeWords(words, features);
  const pieces = writePieces(words, features);
  const singles = words.count;
  fillValues(features, 0, singles, WEIGHT.word);
  fillValues(features, singles, pairs, WEIGHT.pair);
  fillValues(features, singles + pairs, pieces, WEIGHT.piece);
  return features;
}

function writeWords(words: Words, features: Features): number {
  let pairs = 0;
  for (let i = 0; i < words.count; i++) add(features, hashForm(words, i, SEED.word), i, i);
  for (let i = 1; i < words.count; i++) {
    if (words.gapBefore[i] === Gap.sentence) continue;
    add(features, hashForm(words, i, hashForm(words, i - 1, SEED.pair)), i - 1, i);
    pairs++;
  }
  return pairs;
}

function writePieces(words: Words, features: Features): number {
  const before = features.count;
  for (let i = 0; i < words.count; i++) {
    const start = (words.formStart[i] as number) - 1;
    const end = (words.formEnd[i] as number) + 1;
    const unitAt = (at: number) => (at === start || at === end - 1 ? EDGE : (words.letters[at] as number));
    for (let at = start; at < end; at++) {
      let hash = SEED.piece;
      for (let size = 1; size <= PIECE.longest && at + size <= end; size++) {
        hash = Math.imul(hash ^ unitAt(at + size - 1), 0x01000193);
        if (size >= PIECE.shortest) add(features, hash, i, i);
      }
    }
  }
  return features.count - before;
}

function hashForm(words: Words, i: number, seed: number): number {
  let hash = seed;
  const end = words.formEnd[i] as number;
  for (let at = words.formStart[i] as number; at < end; at++) hash = Math.imul(hash ^ (words.letters[at] as number), 0x01000193);
  return Math.imul(hash ^ EDGE, 0x01000193);
}

function add(features: Features, hash: number, word: number, word2: number): void {
  const at = features.count++;
  features.id[at] = (hash ^ (hash >>> 15)) >>> 0;
  features.word[at] = word;
  features.word2[at] = word2;
}

/** A long text speaks no louder than a short one: a group of n features has length 1 (times its weight). */
function fillValues(features: Features, from: number, count: number, weight: number): void {
  features.value.fill(weight / Math.sqrt(Math.max(1, count)), from, from + count);
}
