import { type Categorizer, type Category, createCategorizer } from '#libs/categorizer/categorizer.js';
import { encodeModel } from '#libs/categorizer/model/model-file.js';
import type { Model } from '#libs/categorizer/model/model.js';
import { evaluate, type Score, scoreOf } from './evaluate.js';
import type { Example } from './examples.js';
import { withReport } from './ship.js';
import { trainModel } from './train-model.js';

/** A text of the past: what the categorizer said of it, and what people decided, if they have. */
export interface PastText {
  text: string;
  said: Category;
  decided?: Category;
}

export interface Comparison {
  /** Versions and scores on the frozen texts: of the current model, and of the candidate. */
  before: Score & { version: string };
  after: Score & { version: string };
  /** Texts of the past for which the candidate says something else than was said, and those where it now says what people decided. */
  past: { tickets: number; changed: number; towards: number };
  /** The candidate's model file, if it is right on at least as many frozen texts. */
  bytes?: Uint8Array;
}

/** Trains a candidate on the examples and on the decided texts of the past, and compares it with the current model. */
export function retrain(current: Categorizer, past: PastText[], examples: Example[], frozen: Example[]): Comparison {
  const campus = past.flatMap(({ text, decided }) => (decided ? [{ text, category: decided }] : []));
  return compare(current, trainModel([...examples, ...campus]), past, frozen, examples.length + campus.length);
}

/** Compares a candidate with the current model on the frozen texts and on the past. */
export function compare(
  current: Categorizer,
  model: Model,
  past: PastText[],
  frozen: Example[],
  trainedOn: number,
): Comparison {
  const candidate = createCategorizer(model);
  const outcomes = evaluate(candidate, frozen);
  const before = { version: current.version, ...scoreOf(evaluate(current, frozen)) };
  const after = { version: candidate.version, ...scoreOf(outcomes) };
  return {
    before,
    after,
    past: comparePast(candidate, past),
    ...(after.right >= before.right && { bytes: encodeModel(withReport(model, trainedOn, outcomes)) }),
  };
}

function comparePast(candidate: Categorizer, past: PastText[]): Comparison['past'] {
  const counts = { tickets: past.length, changed: 0, towards: 0 };
  for (const { text, said, decided } of past) {
    const says = candidate.classify(text).category;
    if (says === said) continue;
    counts.changed++;
    if (says === decided) counts.towards++;
  }
  return counts;
}
