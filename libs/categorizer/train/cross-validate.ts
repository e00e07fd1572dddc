import { CATEGORIES, type Categorizer, type Category } from '../categorizer.js';
import { Decider, probability } from '../decide.js';
import { finish, hashForm } from '../text/hash.js';
import { type Evaluation, evaluate } from './evaluate.js';
import type { Example } from './examples.js';
import { SETTINGS, train } from './train-model.js';

const FOLD_SEED = 0x811c9dc5;

export interface CrossValidation {
  evaluation: Evaluation;
  /** The temperature with the least mean log loss over all texts. */
  bestTemperature: number;
}

/**
 * Trains once for every fold without its texts, and scores those. A hash of the text chooses its fold: the files come in
 * patterns (the same complaint in three categories, in four languages) that counting off would follow.
 * Takes about as long as `folds` trainings.
 */
export function crossValidate(
  examples: Example[],
  folds: number,
  progress: (message: string) => void = () => {},
): CrossValidation {
  const scores = new Map<string, Float64Array>();
  for (let fold = 0; fold < folds; fold++) {
    progress(`fold ${fold + 1} of ${folds}`);
    const model = train(
      examples.filter(({ text }) => foldOf(text, folds) !== fold),
      { progress },
    );
    const decider = new Decider(model);
    for (const { text } of examples) {
      if (foldOf(text, folds) === fold) scores.set(text, decider.score(text));
    }
  }
  const categorizer: Categorizer = {
    version: 'cross validation',
    classify(text) {
      const found = scores.get(text) as Float64Array;
      const category = found.indexOf(Math.max(...found));
      const confidence = probability(found, category, SETTINGS.temperature);
      return {
        category: CATEGORIES[category] as Category,
        confidence,
        words: [],
        categorizerVersion: 'cross validation',
      };
    },
  };
  return { evaluation: evaluate(categorizer, examples), bestTemperature: findTemperature(examples, scores) };
}

function foldOf(text: string, folds: number): number {
  return finish(hashForm(FOLD_SEED, text)) % folds;
}

function findTemperature(examples: Example[], scores: ReadonlyMap<string, Float64Array>): number {
  let best = { temperature: 1, loss: Infinity };
  for (let temperature = 0.5; temperature < 8; temperature += 0.05) {
    let loss = 0;
    for (const { text, category } of examples) {
      loss -= Math.log(probability(scores.get(text) as Float64Array, CATEGORIES.indexOf(category), temperature));
    }
    if (loss < best.loss) best = { temperature, loss };
  }
  return Math.round(best.temperature * 100) / 100;
}
