import type { Categorizer } from '../categorizer.js';

export interface Speed {
  /** Median time to classify one text of about 200 characters, microseconds. */
  medianMicroseconds: number;
  /** 99th percentile of the same. */
  p99Microseconds: number;
}

const LENGTH = 200;

/** Times the categorizer on texts cut or joined to 200 characters; a fifth as many runs before, to warm up. */
export function measureSpeed(categorizer: Categorizer, texts: string[], runs = 10_000): Speed {
  const warmUp = Math.floor(runs / 5);
  const joined = texts.join(' ');
  const sized = Array.from({ length: Math.floor(joined.length / LENGTH) }, (_, i) =>
    joined.slice(i * LENGTH, (i + 1) * LENGTH),
  );
  const times = new Float64Array(runs);
  for (let run = -warmUp; run < runs; run++) {
    const text = sized[(run + warmUp) % sized.length] ?? '';
    const start = process.hrtime.bigint();
    categorizer.classify(text);
    if (run >= 0) times[run] = Number(process.hrtime.bigint() - start) / 1000;
  }
  times.sort();
  return {
    medianMicroseconds: times[Math.floor(runs / 2)] as number,
    p99Microseconds: times[Math.floor(runs * 0.99)] as number,
  };
}
