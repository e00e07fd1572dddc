/** Each bucket of the histogram of resolution times is so many times as wide as the one before. */
const GROWTH = 1.04;
const LOG_GROWTH = Math.log(GROWTH);

/** A percentile read from the histogram is off by at most this fraction, half a bucket. */
export const PERCENTILE_PRECISION = Math.sqrt(GROWTH) - 1;

/** The bucket of a resolution time in milliseconds: 0 for 0. */
export function durationBucket(ms: number): number {
  return Math.floor(Math.log1p(ms) / LOG_GROWTH);
}

/** The resolution time in milliseconds that stands for a bucket: its geometric middle. */
export function bucketMiddle(bucket: number): number {
  return bucket === 0 ? 0 : Math.expm1((bucket + 0.5) * LOG_GROWTH);
}
