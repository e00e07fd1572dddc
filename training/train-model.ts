import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATEGORIES } from '#libs/categorizer/categorizer.js';
import type { Model } from '#libs/categorizer/model/model.js';
import { readText } from '#libs/categorizer/reading/read-text.js';
import { Vocabulary } from '#libs/categorizer/reading/vocabulary.js';
import { FeatureReader, type Features } from '#libs/categorizer/scoring/features.js';
import { dataFolder, type Example } from './examples.js';
import { readLexicon } from './lexicon.js';
import { LINEAR_SETTINGS, trainLinear } from './train-linear.js';
import { listWords } from './word-lists.js';

/** Version of the algorithm and its settings: raised whenever the same data would give another model. */
export const ALGORITHM = '2.1.0';

/** Chosen by cross-validation over sources (`node dist/training/train.js --cross-validate`). */
export const TEMPERATURE = 1.5;

/**
 * Trains a model on examples: the same examples in the same order, lexicon and algorithm give the same model, byte by byte.
 * @param report kept in the model file as it is, for example scores
 * @throws Error when there is no example, or the lexicon is damaged
 */
export function trainModel(examples: readonly Example[], report: Record<string, unknown> = {}): Model {
  if (examples.length === 0) throw new Error('Cannot train a categorizer without examples.');
  const lexicon = readLexicon(lexiconFolder());
  const knowledge = { ...lexicon, ...listWords(examples, lexicon) };
  const reader = new FeatureReader(LINEAR_SETTINGS.bits, knowledge);
  const vocabulary = new Vocabulary(knowledge);
  const features = examples.map(({ text }) => copyOf(reader.read(readText(vocabulary, text))));
  const linear = trainLinear(
    reader.rows,
    features,
    examples.map(({ category }) => CATEGORIES.indexOf(category)),
  );
  const dataHash = hashData(examples);
  return {
    version: `${ALGORITHM}+${dataHash.slice(0, 8)}`,
    dataHash,
    temperature: TEMPERATURE,
    report,
    knowledge,
    linear,
  };
}

/** sha256 over everything that training learns from: the examples in order, and the files of the lexicon. */
export function hashData(examples: readonly Example[]): string {
  const hash = createHash('sha256');
  for (const { category, text } of examples) hash.update(JSON.stringify([category, text]));
  for (const name of readdirSync(lexiconFolder()).sort())
    hash.update(name).update(readFileSync(join(lexiconFolder(), name)));
  return hash.digest('hex');
}

function lexiconFolder(): string {
  return join(dataFolder(), 'lexicon');
}

/** The reader uses its arrays again for the next text. */
function copyOf({ row, first, second, end, value }: Features): Features {
  const count = end.at(-1);
  return { row: row.slice(0, count), first: first.slice(0, count), second: second.slice(0, count), end, value };
}
