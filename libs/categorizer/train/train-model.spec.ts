import { createCategorizer } from '../categorizer.js';
import { decodeModel } from '../model/model-file.js';
import type { Example } from './examples.js';
import { evaluate } from './evaluate.js';
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
  const bytes = trainModel(many);
  const { all, confusion } = evaluate(createCategorizer(decodeModel(bytes)), examples);
  expect(all).toEqual({ texts: 6, right: 6 });
  expect(confusion['technical-it']['technical-it']).toBe(2);
  expect(Buffer.compare(trainModel(many), bytes)).toBe(0);
}, 300_000);

it('names its data: another text or category, another hash', () => {
  const [first, ...rest] = examples as [Example, ...Example[]];
  expect(hashData([{ ...first, text: 'the lift is fine' }, ...rest])).not.toBe(hashData(examples));
  expect(hashData([{ ...first, category: 'technical-it' }, ...rest])).not.toBe(hashData(examples));
});

it('refuses to train on nothing', () => {
  expect(() => trainModel([])).toThrow('without examples');
});
