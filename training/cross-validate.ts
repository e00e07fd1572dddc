import { createCategorizer } from '#libs/categorizer/categorizer.js';
import type { Model } from '#libs/categorizer/model/model.js';
import { evaluate, type Outcome } from './evaluate.js';
import type { Example } from './examples.js';
import { trainModel } from './train-model.js';

/** A style of writing: the model that was trained without it, and its texts. */
export interface Fold {
  style: string;
  model: Model;
  held: Example[];
}

/**
 * Trains once for every style of writing without its texts: what is measured with the folds is how the classifier does on a style
 * that it has not seen. A style is the name of a file without its language and number.
 */
export function trainFolds(examples: readonly Example[], progress: (message: string) => void = () => {}): Fold[] {
  return [...new Set(examples.map(styleOf))].map((style) => {
    progress(`without ${style}`);
    const model = trainModel(examples.filter((example) => styleOf(example) !== style));
    return { style, model, held: examples.filter((example) => styleOf(example) === style) };
  });
}

/** The outcomes of all texts, each by the model that has not seen its style. */
export function evaluateFolds(folds: readonly Fold[], temperature?: number): Outcome[] {
  return folds.flatMap(({ model, held }) =>
    evaluate(createCategorizer({ ...model, ...(temperature && { temperature }) }), held),
  );
}

/** The temperature with the least mean log loss of what the folds say about right and wrong. */
export function findTemperature(folds: readonly Fold[]): number {
  const candidates = Array.from({ length: 21 }, (_, i) => Math.round(100 + 10 * i) / 100);
  const losses = candidates.map((temperature) => logLoss(evaluateFolds(folds, temperature)));
  return candidates[losses.indexOf(Math.min(...losses))] as number;
}

function logLoss(outcomes: readonly Outcome[]): number {
  const losses = outcomes.map(({ confidence, right }) => -Math.log(right ? confidence : 1 - confidence + 1e-9));
  return losses.reduce((sum, loss) => sum + loss, 0) / outcomes.length;
}

function styleOf({ source = '' }: Example): string {
  return source.replace(/^texts\/..-?/, '').replace(/-\d+$/, '');
}
