import * as faults from './faults.js';
import { Stage, type Outcome } from './ordeal.js';
import { Chance } from './random.js';
import { System } from './system.js';
import { table } from './table.js';

const chance = Chance.fromEnvironment();
const outcomes: Outcome[] = [];
let stage: Stage | undefined;

beforeAll(async () => {
  stage = new Stage(await System.start(), chance);
}, 60_000);
afterAll(async () => {
  await stage?.system.stop();
  process.stderr.write(`\nFAULT_SEED=${chance.seed}\n${table(outcomes)}\n`);
}, 30_000);

describe('nothing is lost, doubled or stuck when', () => {
  const quick = [
    faults.natsAway(1_500),
    faults.natsWiped,
    faults.tailLost,
    faults.stranger,
    faults.connectionsKilled,
    faults.appendsLost,
    faults.killed('command-api', 1),
    faults.killed('analytics-projector', 1),
    faults.manyWriters,
    faults.poison,
  ];
  it.each(chance.shuffled(quick).map((fault) => [fault.name, fault] as const))(
    '%s',
    async (_name, fault) => {
      const outcome = await stage?.play(fault);
      if (outcome) outcomes.push(outcome);
      expect(outcome?.broken).toEqual([]);
    },
    90_000,
  );
});
