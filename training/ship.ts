import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCategorizer } from '#libs/categorizer/categorizer.js';
import { MODEL_PATH, projectRoot } from '#libs/categorizer/load-model.js';
import { encodeModel } from '#libs/categorizer/model/model-file.js';
import type { Model } from '#libs/categorizer/model/model.js';
import { accuracy, evaluate, type Outcome } from './evaluate.js';
import { allFrozenExamples, trainingExamples } from './examples.js';
import { trainModel } from './train-model.js';

/** Trains on the training texts, scores on the frozen ones, and gives the bytes of the model file to ship. */
export function makeShippedModel(): Uint8Array {
  const examples = trainingExamples();
  const model = trainModel(examples);
  return encodeModel(withReport(model, examples.length, evaluate(createCategorizer(model), allFrozenExamples())));
}

/** The model with a report of its texts and of its scores on the frozen ones. */
export function withReport(model: Model, trainedOn: number, frozen: readonly Outcome[]): Model {
  const share = Math.round(accuracy(frozen) * 1000) / 1000;
  return { ...model, report: { trainedOn, frozen: { all: share } } };
}

export function writeShippedModel(bytes: Uint8Array): void {
  writeFileSync(shippedModelFile(), bytes);
}

export function shippedModelBytes(): Uint8Array {
  return readFileSync(shippedModelFile());
}

export function shippedModelFile(): string {
  return join(projectRoot(), MODEL_PATH);
}
