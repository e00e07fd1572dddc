import { createCategorizer } from '#libs/categorizer/categorizer.js';
import { decodeModel } from '#libs/categorizer/model/model-file.js';
import { accuracy, evaluate, type Outcome } from './evaluate.js';
import { allFrozenExamples, type FrozenSet, trainingExamples } from './examples.js';
import { makeShippedModel, shippedModelBytes } from './ship.js';
import { ALGORITHM, hashData } from './train-model.js';

const model = decodeModel(shippedModelBytes());
const outcomes = evaluate(createCategorizer(model), allFrozenExamples());

const inSet = (set: FrozenSet) => (outcome: Outcome) => outcome.example.source?.startsWith(`${set}/`) ?? false;
const isEnglish = ({ example }: Outcome) => example.language === 'en';
const isMisleading = ({ example }: Outcome) => example.kind === 'misleading';

describe('the shipped model', () => {
  it("is trained on today's data by today's algorithm", () => {
    expect(model.dataHash).toBe(hashData(trainingExamples()));
    expect(model.version).toBe(`${ALGORITHM}+${model.dataHash.slice(0, 8)}`);
  });

  it('is what training yields, byte for byte', () => {
    expect(Buffer.compare(makeShippedModel(), shippedModelBytes())).toBe(0);
  }, 300_000);

  it('carries the score that it reaches', () => {
    expect(model.report).toMatchObject({ frozen: { all: Math.round(accuracy(outcomes) * 1000) / 1000 } });
  });

  it('has at most 2.5 MB', () => {
    expect(shippedModelBytes().length).toBeLessThanOrEqual(2_500_000);
  });
});

describe('on the frozen texts', () => {
  const campus = outcomes.filter(inSet('campus'));
  const elsewhere = outcomes.filter(inSet('elsewhere'));

  it.each([
    ['of the campus in English', 0.955, campus.filter(isEnglish)],
    ['of the campus in other languages', 0.95, campus.filter((outcome) => !isEnglish(outcome))],
    ['with words of another category', 0.95, outcomes.filter(isMisleading)],
    ['from elsewhere in English', 0.96, elsewhere.filter(isEnglish)],
    ['from elsewhere in other languages', 0.97, elsewhere.filter((outcome) => !isEnglish(outcome))],
    ['whose errors nobody has looked at', 0.94, outcomes.filter(inSet('later'))],
  ])('%s: right in at least %d', (_name, goal, texts) => {
    expect(accuracy(texts)).toBeGreaterThanOrEqual(goal);
  });

  it('is not drawn to IT: complaints about services are as often right as the others', () => {
    const services = outcomes.filter(({ example }) => example.category === 'services-complaints');
    expect(accuracy(services)).toBeGreaterThanOrEqual(accuracy(outcomes) - 0.02);
  });
});

it('never trains on a frozen text', () => {
  const words = (text: string) =>
    text
      .toLowerCase()
      .normalize('NFKD')
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const frozen = new Set(allFrozenExamples().map((example) => words(example.text)));
  expect(trainingExamples().filter((example) => frozen.has(words(example.text)))).toEqual([]);
});
