import type { Categorizer } from '../categorizer.js';
import { Random, upTo } from './random.js';

export interface Speed {
  /** Texts that were timed, each once: none of them had been seen before. */
  texts: number;
  /** Median time to classify one of them, microseconds. */
  medianMicroseconds: number;
  /** 99th percentile of the same. */
  p99Microseconds: number;
}

/**
 * Times the categorizer on texts joined and cut to a length, in a mixed order; the first fifth only warms up.
 * @param length of each text, characters
 */
export function measureSpeed(categorizer: Categorizer, texts: string[], length: number): Speed {
  const joined = texts.join(' ');
  const order = upTo(Math.floor(joined.length / length));
  new Random(length).shuffle(order);
  const warmUp = Math.floor(order.length / 5);
  const times = new Float64Array(order.length - warmUp);
  order.forEach((place, run) => {
    const text = joined.slice(place * length, (place + 1) * length);
    const start = process.hrtime.bigint();
    categorizer.classify(text);
    if (run >= warmUp) times[run - warmUp] = Number(process.hrtime.bigint() - start) / 1000;
  });
  times.sort();
  return {
    texts: times.length,
    medianMicroseconds: times[Math.floor(times.length / 2)] as number,
    p99Microseconds: times[Math.floor(times.length * 0.99)] as number,
  };
}
