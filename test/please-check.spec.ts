import { loadCategorizer } from '#libs/categorizer/load-model.js';
import { CHECK_BELOW } from '#libs/read-models/ticket-row.js';
import { evaluate, markedBelow } from '../training/evaluate.js';
import { frozenExamples } from '../training/examples.js';

it('"please check" marks at least four fifths of the errors on the frozen texts, and at most one fifth of the texts', () => {
  const { marked, caught } = markedBelow(CHECK_BELOW, evaluate(loadCategorizer(), frozenExamples()));
  expect(caught).toBeGreaterThanOrEqual(0.8);
  expect(marked).toBeLessThanOrEqual(0.2);
});
