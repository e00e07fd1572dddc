import { createCategorizer } from '#libs/categorizer/categorizer.js';
import { encodeModel } from '#libs/categorizer/model/model-file.js';
import type { Example } from './examples.js';
import { confusionOf, evaluate, scoreOf } from './evaluate.js';
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
  expect(scoreOf(outcomes)).toEqual({ texts: 6, right: 6 });
  expect(confusionOf(outcomes)).toEqual([
    [2, 0, 0],
    [0, 2, 0],
    [0, 0, 2],
  ]);
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
