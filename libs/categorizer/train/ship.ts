import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCategorizer } from '../categorizer.js';
import { MODEL_PATH, projectRoot } from '../load-model.js';
import { encodeModel } from '../model/model-file.js';
import { accuracy, type Evaluation, evaluate } from './evaluate.js';
import { type Example, readExamples } from './examples.js';
import { defaultDataFolder, train } from './train-model.js';

export function trainingExamples(): Example[] {
  return readExamples(join(defaultDataFolder(), 'training'));
}

/** The frozen texts: written apart, never trained on. */
export function frozenExamples(): Example[] {
  return readExamples(join(defaultDataFolder(), 'validation'));
}

export function shippedModelFile(): string {
  return join(projectRoot(), MODEL_PATH);
}

/** Trains on the training texts, scores on the frozen ones, and gives the bytes of the model file to ship. */
export function makeShippedModel(progress?: (message: string) => void): { bytes: Uint8Array; evaluation: Evaluation } {
  const examples = trainingExamples();
  const model = train(examples, { progress });
  const evaluation = evaluate(createCategorizer(model), frozenExamples());
  return {
    bytes: encodeModel({ ...model, report: { trainedOn: examples.length, frozen: summary(evaluation) } }),
    evaluation,
  };
}

export function writeShippedModel(bytes: Uint8Array): void {
  writeFileSync(shippedModelFile(), bytes);
}

export function shippedModelBytes(): Uint8Array {
  return readFileSync(shippedModelFile());
}

/** Shares of right answers, and the highest confidence in the least confident tenth, rounded to a thousandth. */
export function summary({ all, languages, kinds, tenths }: Evaluation): Record<string, number> {
  const round = (share: number) => Math.round(share * 1000) / 1000;
  const others = Object.entries(languages).filter(([language]) => language !== 'en');
  return {
    all: round(accuracy(all)),
    leastConfidentTenth: round(tenths[0]?.to ?? 0),
    otherLanguages: round(accuracy(...others.map(([, score]) => score))),
    ...Object.fromEntries(Object.entries(languages).map(([language, score]) => [language, round(accuracy(score))])),
    ...Object.fromEntries(Object.entries(kinds).map(([kind, score]) => [`en ${kind}`, round(accuracy(score))])),
  };
}
