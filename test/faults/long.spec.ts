import * as faults from './faults.js';
import { runFaults } from './run-faults.js';
import type { Fault } from './harness.js';
import { Chance } from './random.js';
import { chaosScenario } from './chaos-scenario.js';

const chance = Chance.fromEnvironment();
const long = process.env['RUN_LONG'] ? describe : describe.skip;
const SCENARIOS = Number(process.env['FAULT_STORMS'] ?? 6);

const single: Fault[] = [
  faults.natsAway(10_000, faults.soonShown),
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
const scenarios = Array.from({ length: SCENARIOS }, () => chaosScenario(chance));

long(`nothing is lost, doubled or stuck (FAULT_SEED=${chance.seed}) when`, () => {
  runFaults([...chance.shuffled(single), ...scenarios], chance, 180_000);
});
