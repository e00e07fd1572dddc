import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATEGORIES } from '#libs/categorizer/categorizer.js';
import type { Model } from '#libs/categorizer/model/model-file.js';
import { readText } from '#libs/categorizer/reading/read-text.js';
import { Vocabulary } from '#libs/categorizer/reading/vocabulary.js';
import { FeatureReader } from '#libs/categorizer/scoring/features.js';
import { DATA, type Example } from './examples.js';
import { readLexicon } from './lexicon.js';
import { FeatureList, LINEAR_SETTINGS, trainLinear } from './train-linear.js';
import { listWords } from './word-lists.js';

/** Version of the algorithm and its settings: raised whenever the same data would give another model. */
export const ALGORITHM = '3.2.0';

/** Above the one of cross-validation, for texts unlike those of training: see docs/categorizer.md. */
const TEMPERATURE = 2.1;
const LEXICON = join(DATA, 'lexicon');

/**
 * Trains a model on examples: the same examples in the same order, lexicon and algorithm give the same model, byte by byte.
 * @throws Error when there is no example, or the lexicon is damaged
 */
export function trainModel(examples: readonly Example[]): Model {
  if (examples.length === 0) throw new Error('Cannot train a categorizer without examples.');
  const lexicon = readLexicon(LEXICON);
  const knowledge = { ...lexicon, ...listWords(examples, lexicon) };
  const reader = new FeatureReader(LINEAR_SETTINGS.bits, knowledge);
  const vocabulary = new Vocabulary(knowledge);
  const features = examples.map(({ text }) => {
    const list = new FeatureList();
    reader.read(readText(vocabulary, text), list);
    return list;
  });
  const categories = examples.map(({ category }) => CATEGORIES.indexOf(category));
  return {
    version: `${ALGORITHM}+${hashData(examples).slice(0, 8)}`,
    temperature: TEMPERATURE,
    knowledge,
    linear: trainLinear(reader.rows, features, categories),
  };
}

/** sha256 over everything that training learns from: the examples in order, and the files of the lexicon. */
export function hashData(examples: readonly Example[]): string {
  const hash = createHash('sha256');
  for (const { category, text } of examples) hash.update(JSON.stringify([category, text]));
  for (const name of readdirSync(LEXICON).sort()) hash.update(name).update(readFileSync(join(LEXICON, name)));
  return hash.digest('hex');
}
