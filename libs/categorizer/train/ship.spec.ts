import { loadCategorizer } from '../load-model.js';
import { decodeModel } from '../model/model-file.js';
import { accuracy, evaluate } from './evaluate.js';
import { frozenExamples, makeShippedModel, shippedModelBytes, trainingExamples } from './ship.js';
import { ALGORITHM, hashData } from './train-model.js';

const evaluation = evaluate(loadCategorizer(), frozenExamples());

/** A step below what the model reached on the day it was shipped: nothing may fall behind unseen. */
const FLOORS = { english: 0.94, misleading: 0.93, others: 0.89 };

describe('the shipped model', () => {
  it("is trained on today's data by today's algorithm", () => {
    const model = decodeModel(shippedModelBytes());
    expect(model.dataHash).toBe(hashData(trainingExamples()));
    expect(model.version).toBe(`${ALGORITHM}+${model.dataHash.slice(0, 8)}`);
  });

  const itIfLong = process.env.RUN_LONG ? it : it.skip;
  itIfLong(
    'is what training yields, byte for byte (RUN_LONG=1)',
    () => {
      const retrained = makeShippedModel().bytes;
      // oxlint-disable-next-line jest/no-standalone-expect -- itIfLong is a test
      expect(Buffer.compare(retrained, shippedModelBytes())).toBe(0);
    },
    15 * 60_000,
  );

  it('carries the scores that it reaches', () => {
    const { frozen } = decodeModel(shippedModelBytes()).report as { frozen: Record<string, number> };
    expect(frozen.all).toBeCloseTo(accuracy(evaluation.all), 3);
  });
});

describe('on the frozen texts', () => {
  it('is right in English', () => {
    expect(accuracy(evaluation.languages.en!)).toBeGreaterThanOrEqual(FLOORS.english);
  });

  it('is right where words of another category mislead', () => {
    expect(accuracy(evaluation.kinds.misleading!)).toBeGreaterThanOrEqual(FLOORS.misleading);
  });

  it('is right in the other languages', () => {
    const others = ['it', 'de', 'es', 'fr'].map((language) => evaluation.languages[language]!);
    expect(accuracy(...others)).toBeGreaterThanOrEqual(FLOORS.others);
  });

  it('knows when it does not know: the least confident tenth holds about half of the errors, the fifth two thirds', () => {
    const wrong = evaluation.tenths.map((tenth) => tenth.texts - tenth.right);
    const all = wrong.reduce((sum, n) => sum + n, 0);
    expect(wrong[0]! / all).toBeGreaterThan(0.45);
    expect((wrong[0]! + wrong[1]!) / all).toBeGreaterThan(0.65);
  });
});

it('never trains on a frozen text', () => {
  const words = (text: string) =>
    text
      .toLowerCase()
      .normalize('NFKD')
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const frozen = new Set(frozenExamples().map((example) => words(example.text)));
  expect(trainingExamples().filter((example) => frozen.has(words(example.text)))).toEqual([]);
});
