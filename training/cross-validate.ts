import { createCategorizer } from '#libs/categorizer/categorizer.js';
import { evaluate, type Outcome } from './evaluate.js';
import type { Example } from './examples.js';
import { trainModel } from './train-model.js';

/** The temperatures that are compared: 1..3. */
const TEMPERATURES = Array.from({ length: 21 }, (_, i) => (10 + i) / 10);

/**
 * Trains once for every style of writing without its texts, and gives the outcomes of all texts, each by the model that has not seen
 * its style; and the temperature with the least log loss of what these models say about right and wrong.
 */
export function crossValidate(examples: readonly Example[]): { outcomes: Outcome[]; temperature: number } {
  const folds = [...new Set(examples.map(styleOf))].map((style) => ({
    model: trainModel(examples.filter((example) => styleOf(example) !== style)),
    held: examples.filter((example) => styleOf(example) === style),
  }));
  const evaluateAt = (temperature: number) =>
    folds.flatMap(({ model, held }) => evaluate(createCategorizer({ ...model, temperature }), held));
  const losses = TEMPERATURES.map((temperature) => logLoss(evaluateAt(temperature)));
  const temperature = TEMPERATURES[losses.indexOf(Math.min(...losses))] as number;
  return { outcomes: evaluateAt(temperature), temperature };
}

function logLoss(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, o) => sum - Math.log(o.right ? o.confidence : 1 - o.confidence + 1e-9), 0);
}

/** The name of the file without its language and number; the files of one category are one style. */
function styleOf({ source = '', category }: Example): string {
  return source
    .replace(/^texts\/..-?/, '')
    .replace(/-\d+$/, '')
    .replace(category, '');
}
