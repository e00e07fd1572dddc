import fc from 'fast-check';
import { bucketMiddle, durationBucket, PERCENTILE_PRECISION } from './durations.js';

const TEN_YEARS = 10 * 366 * 86_400_000;

it('stands for every resolution time within the precision it promises', () => {
  expect(PERCENTILE_PRECISION).toBeLessThan(0.02);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: TEN_YEARS }), (ms) => {
      expect(Math.abs(bucketMiddle(durationBucket(ms)) - ms)).toBeLessThanOrEqual(
        (ms + 1) * PERCENTILE_PRECISION + 1e-6,
      );
    }),
  );
});

it('keeps the order, and fits a smallint', () => {
  fc.assert(
    fc.property(fc.nat(TEN_YEARS), fc.nat(TEN_YEARS), (a, b) => {
      expect(durationBucket(Math.min(a, b))).toBeLessThanOrEqual(durationBucket(Math.max(a, b)));
    }),
  );
  expect(durationBucket(0)).toBe(0);
  expect(bucketMiddle(0)).toBe(0);
  expect(durationBucket(1e15)).toBeLessThan(32_767);
});
