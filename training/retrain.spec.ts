import { createCategorizer } from '#libs/categorizer/categorizer.js';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import { decodeModel } from '#libs/categorizer/model/model-file.js';
import type { Example } from './examples.js';
import { compare, retrain } from './retrain.js';

const examples: Example[] = Array.from({ length: 10 }, (): Example[] => [
  { text: 'the lift is stuck', category: 'facility-management' },
  { text: 'my password does not work', category: 'technical-it' },
  { text: 'the soup was cold', category: 'services-complaints' },
]).flat();
/** On this campus Hector is the name of the robot that brings the meals. */
const past = Array.from({ length: 10 }, () => [
  { text: 'hector is stuck again', said: 'facility-management', decided: 'services-complaints' } as const,
  { text: 'the lift is stuck', said: 'facility-management', decided: 'facility-management' } as const,
  { text: 'hector spilled it', said: 'technical-it' } as const,
]).flat();

describe('a candidate that has learned from the campus', () => {
  const current = loadCategorizer();
  const frozen = examples.slice(0, 3);
  const comparison = retrain(current, past, examples, frozen);
  const model = decodeModel(comparison.bytes!);

  it('is compared on the frozen texts and on the past', () => {
    expect(comparison.before).toEqual({ version: current.version, texts: 3, right: 3 });
    expect(comparison.after).toMatchObject({ texts: 3, right: 3 });
    expect(comparison.past).toEqual({ tickets: 30, changed: 20, towards: 10 });
  });

  it('is kept when it does not lose, and knows what people decided', () => {
    expect(model.version).toBe(comparison.after.version);
    expect(createCategorizer(model).classify('hector is stuck').category).toBe('services-complaints');
  });

  it('is not kept when it loses', () => {
    const other: Example[] = [{ text: 'hector is stuck', category: current.classify('hector is stuck').category }];
    const { before, after, bytes } = compare(current, model, [], other);
    expect({ before: before.right, after: after.right }).toEqual({ before: 1, after: 0 });
    expect(bytes).toBeUndefined();
  });
});
