import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATEGORIES } from '../categorizer.js';
import { projectRoot } from '../load-model.js';
import { encodeModel } from '../model/model-file.js';
import type { Model } from '../model/model.js';
import { readText } from '../reading/read-text.js';
import { Vocabulary } from '../reading/vocabulary.js';
import { readSequence } from '../scoring/sequence.js';
import { buildKnowledge } from './build-knowledge.js';
import { collectFeatures } from './collect-features.js';
import { readEnglishVectors } from './english-vectors.js';
import type { Example } from './examples.js';
import { readMeanings } from './lexicon.js';
import { trainClauseNet } from './train-clause-net.js';
import { trainLinear } from './train-linear.js';

/** Version of the algorithm and its settings: raised whenever the same data would give another model. */
export const ALGORITHM = '1.2.0';

/** Chosen by cross validation (`node dist/bin/train.js --cross-validate`). */
export const SETTINGS = { netSeeds: [11, 12], linearWeight: 1.2, temperature: 3.2 };

export interface TrainOptions {
  /** Folder with `lexicon`, `dictionary` and `vectors`; defaults to the shipped one. */
  dataFolder?: string;
  /** Said as training goes on. */
  progress?: (message: string) => void;
  /** Kept in the model file as it is, for example scores. */
  report?: Record<string, unknown>;
}

export function defaultDataFolder(): string {
  return join(projectRoot(), 'libs/categorizer/data');
}

/**
 * Trains a model on examples: the same examples in the same order, word lists and algorithm give the same model, byte by byte.
 * Takes about half a minute of one core for five thousand examples.
 * @throws Error when there is no example, or a word list is damaged
 */
export function trainModel(examples: Example[], options: TrainOptions = {}): Uint8Array {
  return encodeModel(train(examples, options));
}

/** `trainModel` without the encoding. */
export function train(
  examples: Example[],
  { dataFolder = defaultDataFolder(), progress = () => {}, report = {} }: TrainOptions = {},
): Model {
  if (examples.length === 0) throw new Error('Cannot train a categorizer without examples.');
  const { knowledge, rows, turn } = buildKnowledge(
    readMeanings(join(dataFolder, 'lexicon')),
    readMeanings(join(dataFolder, 'dictionary')),
    readEnglishVectors(join(dataFolder, 'vectors')),
  );
  progress(`${examples.length} examples, ${knowledge.entryRow.length} known words, ${rows.length} meanings`);
  const categories = examples.map((example) => CATEGORIES.indexOf(example.category));
  const vocabulary = new Vocabulary(knowledge, turn);
  const readings = examples.map((example) => readText(vocabulary, example.text));
  const linear = trainLinear(readings.map(collectFeatures), categories);
  progress('linear model trained');
  const sequences = readings.map((reading) => readSequence(reading));
  const nets = SETTINGS.netSeeds.map((seed, n) => {
    const net = trainClauseNet(sequences, categories, rows, seed);
    progress(`clause net ${n + 1} of ${SETTINGS.netSeeds.length} trained`);
    return net;
  });
  const dataHash = hashData(examples, dataFolder);
  const version = `${ALGORITHM}+${dataHash.slice(0, 8)}`;
  const { linearWeight, temperature } = SETTINGS;
  return { version, dataHash, turn, linearWeight, temperature, report, knowledge, linear, nets };
}

/** sha256 over everything training learns from: the examples in order, and the files of the word lists and vectors. */
export function hashData(examples: Example[], dataFolder = defaultDataFolder()): string {
  const hash = createHash('sha256');
  for (const { category, text } of examples) hash.update(JSON.stringify([category, text]));
  for (const folder of ['lexicon', 'dictionary', 'vectors']) {
    for (const name of readdirSync(join(dataFolder, folder)).sort()) {
      if (/\.(txt|words|i8)$/.test(name)) hash.update(name).update(readFileSync(join(dataFolder, folder, name)));
    }
  }
  return hash.digest('hex');
}
