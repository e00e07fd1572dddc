import { setTimeout as sleep } from 'node:timers/promises';

/** What a load got out of a system. */
export interface Measured {
  /** Requests done in a second. */
  readonly perSecond: number;
  /** Milliseconds that half, and 99 of 100, of the requests took at most. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * So many clients, each sending its next request when the last one is answered.
 * @param seconds how long to measure
 * @param warmUp seconds before, which do not count
 */
export async function closedLoop(
  clients: number,
  seconds: number,
  work: () => Promise<unknown>,
  warmUp = seconds / 4,
): Promise<Measured> {
  const from = performance.now() + warmUp * 1000;
  const until = from + seconds * 1000;
  const times: number[] = [];
  const client = async (): Promise<void> => {
    for (;;) {
      const start = performance.now();
      if (start >= until) return;
      await work();
      const end = performance.now();
      if (start >= from && end < until) times.push(end - start);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { perSecond: times.length / seconds, ...percentiles(times) };
}

/**
 * Does something so many times a second, whether or not what was begun before is done.
 * @param work gets when it was due, in milliseconds of `performance.now()`
 * @returns how many seconds it took until all was done
 */
export async function evenly(
  perSecond: number,
  seconds: number,
  work: (due: number) => Promise<unknown>,
): Promise<number> {
  const begun = performance.now();
  const underWay: Promise<unknown>[] = [];
  while (underWay.length < perSecond * seconds) {
    const due = begun + (underWay.length * 1_000) / perSecond;
    if (due - performance.now() > 1) await sleep(due - performance.now());
    underWay.push(work(due));
  }
  await Promise.all(underWay);
  return (performance.now() - begun) / 1_000;
}

export function percentiles(times: number[]): Pick<Measured, 'p50' | 'p99'> {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

export function median(values: readonly number[]): number {
  return percentiles([...values]).p50;
}
