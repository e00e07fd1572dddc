import * as faults from './faults.js';
import { Stage, type Fault, type Outcome } from './ordeal.js';
import { Chance } from './random.js';
import { storm } from './storm.js';
import { System } from './system.js';
import { table } from './table.js';

const chance = Chance.fromEnvironment();
const outcomes: Outcome[] = [];
let stage: Stage | undefined;
const long = process.env['RUN_LONG'] ? describe : describe.skip;
const STORMS = Number(process.env['FAULT_STORMS'] ?? 6);

const single: Fault[] = [
  faults.natsAway(10_000),
  faults.natsFrozen(8_000),
  faults.streamDeleted,
  faults.streamPurged,
  faults.databaseCutOff(3_000),
  faults.postgresRestarted('SIGINT'),
  faults.postgresRestarted('SIGQUIT'),
  faults.postgresRestarted('SIGKILL'),
  faults.killed('command-api', 3),
  faults.killed('analytics-projector', 3),
  faults.killed('query-api', 1),
  faults.twoRelays,
  faults.twoProjectors,
];
const storms = Array.from({ length: STORMS }, () => storm(chance));

long(`nothing is lost, doubled or stuck (FAULT_SEED=${chance.seed}) when`, () => {
  beforeAll(async () => {
    stage = new Stage(await System.start(), chance);
  }, 60_000);
  afterAll(async () => {
    await stage?.system.stop();
    process.stderr.write(`\nFAULT_SEED=${chance.seed}\n${table(outcomes)}\n`);
  }, 30_000);

  it.each([...chance.shuffled(single), ...storms].map((fault) => [fault.name, fault] as const))(
    '%s',
    async (_name, fault) => {
      const outcome = await stage?.play(fault);
      if (outcome) outcomes.push(outcome);
      expect(outcome?.broken).toEqual([]);
    },
    180_000,
  );
});
