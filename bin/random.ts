import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { v7 as uuidv7 } from 'uuid';

/** Random numbers that a seed repeats, for invented data and for tests; not for secrets. */
export class SeededRandom {
  private readonly generator: RandomGenerator;

  /** @param parts whole numbers; the same ones give the same numbers */
  constructor(...parts: readonly number[]) {
    const mix = (seed: number, part: number): number => Math.imul(seed ^ part ^ (seed >>> 15), 0x9e3779b1) + 0x85ebca6b;
    this.generator = xoroshiro128plus(parts.reduce(mix, 1) | 0);
  }

  /** 0 <= x < 1. */
  next(): number {
    return (this.generator.next() >>> 0) / 4_294_967_296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** from <= x < to. */
  float(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** Whole, 0 <= x < limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Whole, both ends included. */
  int(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** @throws {RangeError} when there is nothing to pick from */
  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('there is nothing to pick from');
    return choices[this.below(choices.length)] as T;
  }

  /** Each of the values with a chance of one half. */
  some<T>(values: readonly T[]): T[] {
    return values.filter(() => this.chance(0.5));
  }

  shuffled<T>(values: readonly T[]): T[] {
    const keyed = values.map((value) => ({ value, key: this.next() }));
    return keyed.sort((one, other) => one.key - other.key).map(({ value }) => value);
  }

  /** Log-normal: half of them below the median; a sigma of 0.7 puts nine of ten within a factor of 3.2. */
  around(median: number, sigma: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return median * Math.exp(sigma * normal);
  }

  /** A whole number with this mean (Poisson, by Knuth). */
  count(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) count++;
    return count;
  }

  /** A UUID of version 7. @param msecs its time since 1970 */
  uuid(msecs: number): string {
    const words = Int32Array.from({ length: 4 }, () => this.generator.next());
    return uuidv7({ msecs, random: new Uint8Array(words.buffer) });
  }
}
