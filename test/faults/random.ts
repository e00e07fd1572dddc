import { randomInt } from 'node:crypto';

/** Chance that can be repeated: the same seed makes the same choices (mulberry32). */
export class Chance {
  private state: number;
  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** The seed of FAULT_SEED, else a new one. */
  static fromEnvironment(): Chance {
    return new Chance(Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31)));
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.between(0, choices.length - 1)];
    if (choice === undefined) throw new RangeError('there is nothing to pick from');
    return choice;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item, key: this.next() }));
    return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  }
}
