import * as faults from './faults.js';
import { goThrough } from './go-through.js';
import type { Fault } from './ordeal.js';
import { Chance } from './random.js';
import { storm } from './storm.js';

const chance = Chance.fromEnvironment();
const long = process.env['RUN_LONG'] ? describe : describe.skip;
const STORMS = Number(process.env['FAULT_STORMS'] ?? 6);

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
const storms = Array.from({ length: STORMS }, () => storm(chance));

long(`nothing is lost, doubled or stuck (FAULT_SEED=${chance.seed}) when`, () => {
  goThrough([...chance.shuffled(single), ...storms], chance, 180_000);
});
