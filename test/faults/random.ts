import { randomInt } from 'node:crypto';
import { SeededRandom } from '../../bin/random.js';

/** Choices of a fault run, which FAULT_SEED repeats. */
export class Chance extends SeededRandom {
  constructor(readonly seed: number) {
    super(seed);
  }

  /** The seed of FAULT_SEED, else a new one. */
  static fromEnvironment(): Chance {
    return new Chance(Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31)));
  }
}
