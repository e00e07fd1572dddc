import { createCategorizer } from '#libs/categorizer/categorizer.js';
import { encodeModel } from '#libs/categorizer/model/model-file.js';
import type { Example } from './examples.js';
import { countRight, evaluate, reportTables } from './evaluate.js';
import { hashData, trainModel } from './train-model.js';

const examples: Example[] = [
  { text: 'the lift is stuck', category: 'facility-management' },
  { text: 'a pipe leaks in the cellar', category: 'facility-management' },
  { text: 'the wifi is slow', category: 'technical-it' },
  { text: 'my password does not work', category: 'technical-it' },
  { text: 'the soup was cold', category: 'services-complaints' },
  { text: 'the clerk was rude', category: 'services-complaints' },
];

it('learns what it is shown, to the same bytes each time', () => {
  const many = Array.from({ length: 10 }, () => examples).flat();
  const model = trainModel(many);
  const outcomes = evaluate(createCategorizer(model), examples);
  expect(countRight(outcomes)).toBe(6);
  expect(reportTables(outcomes)).toContain('| technical-it | 0 | 2 | 0 |');
  expect(Buffer.compare(encodeModel(trainModel(many)), encodeModel(model))).toBe(0);
});

it('names its data: another text or category, another hash', () => {
  const [first, ...rest] = examples as [Example, ...Example[]];
  expect(hashData([{ ...first, text: 'the lift is fine' }, ...rest])).not.toBe(hashData(examples));
  expect(hashData([{ ...first, category: 'technical-it' }, ...rest])).not.toBe(hashData(examples));
});

it('refuses to train on nothing', () => {
  expect(() => trainModel([])).toThrow('without examples');
});
