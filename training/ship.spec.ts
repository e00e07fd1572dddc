import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createCategorizer } from '#libs/categorizer/categorizer.js';
import { MODEL_FILE } from '#libs/categorizer/load-model.js';
import { decodeModel } from '#libs/categorizer/model/model-file.js';
import { accuracy, evaluate, type Outcome } from './evaluate.js';
import { frozenExamples, trainingExamples } from './examples.js';
import { ALGORITHM, hashData } from './train-model.js';

const bytes = readFileSync(MODEL_FILE);
const model = decodeModel(bytes);
const outcomes = evaluate(createCategorizer(model), frozenExamples());

const inSet = (set: string) => (outcome: Outcome) => outcome.example.source?.startsWith(`frozen/${set}/`) ?? false;
const isEnglish = ({ example }: Outcome) => example.language === 'en';
const isMisleading = ({ example }: Outcome) => example.kind === 'misleading';

describe('the shipped model', () => {
  it("is trained on today's data by today's algorithm", () => {
    expect(model.version).toBe(`${ALGORITHM}+${hashData(trainingExamples()).slice(0, 8)}`);
  });

  it('is what training yields, byte for byte', () => {
    const check = ['dist/training/train.js', '--check'];
    expect(execFileSync(process.execPath, check, { encoding: 'utf8' })).toContain('is what training yields');
  }, 120_000);

  it('has at most 2.5 MB', () => {
    expect(bytes.length).toBeLessThanOrEqual(2_500_000);
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
    ['that are hard, without a look at the errors', 0.93, outcomes.filter(inSet('hard'))],
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
  const frozen = new Set(frozenExamples().map((example) => words(example.text)));
  expect(trainingExamples().filter((example) => frozen.has(words(example.text)))).toEqual([]);
});
