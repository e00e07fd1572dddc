/**
 * Random numbers that a seed brings back: mulberry32 by Tommy Ettinger,
 * https://gist.github.com/tommyettinger/46a874533244883189143505d203312c. Good enough for stories, not for secrets.
 */
export class Dice {
  private state: number;

  /** @param parts whole numbers; the same ones give the same numbers again */
  constructor(...parts: readonly number[]) {
    this.state = parts.reduce((state, part) => Math.imul(state ^ part ^ (state >>> 15), 0x9e3779b1) + 0x85ebca6b, 1);
  }

  /** 0 <= x < 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** from <= x < to. */
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** Whole, 0 <= x < count. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<T>(choices: readonly [T, ...T[]] | readonly T[]): T {
    return choices[this.below(choices.length)] as T;
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
}
