import { type Categorizer, type Category, createCategorizer } from '#libs/categorizer/categorizer.js';
import { encodeModel, type Model } from '#libs/categorizer/model/model-file.js';
import { countRight, evaluate } from './evaluate.js';
import type { Example } from './examples.js';
import { trainModel } from './train-model.js';

/** A text of the past: what the categorizer said of it, and what people decided, if they have. */
export interface PastText {
  text: string;
  said: Category;
  decided?: Category;
}

interface Score {
  version: string;
  texts: number;
  right: number;
}

export interface Comparison {
  /** On the frozen texts: the current model, and the candidate. */
  before: Score;
  after: Score;
  /** Texts of the past for which the candidate says something else than was said, and those where it now says what people decided. */
  past: { tickets: number; changed: number; towards: number };
  /** The candidate's model file, if it is right on at least as many frozen texts. */
  bytes?: Uint8Array;
}

/** Trains a candidate on the examples and on the decided texts of the past, and compares it with the current model. */
export function retrain(current: Categorizer, past: PastText[], examples: Example[], frozen: Example[]): Comparison {
  const campus = past.flatMap(({ text, decided }) => (decided ? [{ text, category: decided }] : []));
  return compare(current, trainModel([...examples, ...campus]), past, frozen);
}

/** Compares a candidate with the current model on the frozen texts and on the past. */
export function compare(current: Categorizer, model: Model, past: PastText[], frozen: Example[]): Comparison {
  const candidate = createCategorizer(model);
  const [before, after] = [current, candidate].map((categorizer) => ({
    version: categorizer.version,
    texts: frozen.length,
    right: countRight(evaluate(categorizer, frozen)),
  })) as [Score, Score];
  const says = past.map(({ text }) => candidate.classify(text).category);
  const changed = past.filter(({ said }, i) => said !== says[i]).length;
  const towards = past.filter(({ said, decided }, i) => said !== says[i] && decided === says[i]).length;
  return {
    before,
    after,
    past: { tickets: past.length, changed, towards },
    ...(after.right >= before.right && { bytes: encodeModel(model) }),
  };
}
