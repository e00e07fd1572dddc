import { type Categorizer, type Category, createCategorizer } from '../categorizer.js';
import { encodeModel } from '../model/model-file.js';
import type { Model } from '../model/model.js';
import { evaluate, type Score } from './evaluate.js';
import type { Example } from './examples.js';
import { summary } from './ship.js';
import { train } from './train-model.js';

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
export function retrain(
  current: Categorizer,
  past: PastText[],
  examples: Example[],
  frozen: Example[],
  progress?: (message: string) => void,
): Comparison {
  const campus = past.flatMap(({ text, decided }) => (decided ? [{ text, category: decided }] : []));
  const report = { trainedOn: examples.length, campus: campus.length };
  return compare(current, train([...examples, ...campus], { progress, report }), past, frozen);
}

/** Compares a candidate with the current model on the frozen texts and on the past. */
export function compare(current: Categorizer, model: Model, past: PastText[], frozen: Example[]): Comparison {
  const candidate = createCategorizer(model);
  const evaluation = evaluate(candidate, frozen);
  const before = { version: current.version, ...evaluate(current, frozen).all };
  const after = { version: candidate.version, ...evaluation.all };
  const report = { ...model.report, frozen: summary(evaluation) };
  return {
    before,
    after,
    past: comparePast(candidate, past),
    ...(after.right >= before.right && { bytes: encodeModel({ ...model, report }) }),
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
