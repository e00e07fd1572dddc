import { Stage, type Fault, type Outcome } from './ordeal.js';
import type { Chance } from './random.js';
import { System } from './system.js';
import { table } from './table.js';

/** Specifies that one system gets over these faults, one after the other; prints what came of it. */
export function goThrough(faults: readonly Fault[], chance: Chance, patience: number): void {
  const outcomes: Outcome[] = [];
  let stage: Stage | undefined;

  beforeAll(async () => {
    stage = new Stage(await System.start(), chance);
  }, 60_000);
  afterAll(async () => {
    await stage?.system.stop();
    process.stderr.write(`\nFAULT_SEED=${chance.seed}\n${table(outcomes)}\n`);
  }, 30_000);

  it.each(faults.map((fault) => [fault.name, fault] as const))(
    '%s',
    async (_name, fault) => {
      const outcome = await stage?.play(fault);
      if (outcome) outcomes.push(outcome);
      expect(outcome?.broken).toEqual([]);
    },
    patience,
  );
}
