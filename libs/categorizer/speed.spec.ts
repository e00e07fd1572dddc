import { loadCategorizer } from './load-model.js';
import { frozenExamples } from './train/ship.js';
import { measureSpeed } from './train/speed.js';

// Microseconds and milliseconds, far above what docs/categorizer.md reports: a busy machine must not fail the tests.
const MEDIAN_BOUND = 10_000;
const LENGTH = 200;
const LOAD_BOUND = 5000;

it('classifies 200 characters within bounds', () => {
  const texts = frozenExamples().map((example) => example.text);
  expect(measureSpeed(loadCategorizer(), texts, LENGTH).medianMicroseconds).toBeLessThan(MEDIAN_BOUND);
});

it('loads and gives the first answer quickly', () => {
  const start = performance.now();
  loadCategorizer().classify('The lift is stuck');
  expect(performance.now() - start).toBeLessThan(LOAD_BOUND);
});
