import { Harness, type Fault, type Outcome } from './harness.js';
import type { Chance } from './random.js';
import { System } from './system.js';
import { table } from './table.js';

/** Specifies that one system gets over these faults, one after the other; prints what came of it. */
export function runFaults(faults: readonly Fault[], chance: Chance, timeout: number): void {
  const outcomes: Outcome[] = [];
  let harness: Harness | undefined;

  beforeAll(async () => {
    harness = new Harness(await System.start(), chance);
  }, 60_000);
  afterAll(async () => {
    await harness?.system.stop();
    process.stderr.write(`\nFAULT_SEED=${chance.seed}\n${table(outcomes)}\n`);
  }, 30_000);

  it.each(faults.map((fault) => [fault.name, fault] as const))(
    '%s',
    async (_name, fault) => {
      const outcome = await harness?.play(fault);
      if (outcome) outcomes.push(outcome);
      expect(outcome?.broken).toEqual([]);
    },
    timeout,
  );
}
