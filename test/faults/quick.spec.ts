import * as faults from './faults.js';
import { runFaults } from './run-faults.js';
import { Chance } from './random.js';

const chance = Chance.fromEnvironment();
const quick = [
  faults.natsAway(1_500, faults.soonShown),
  faults.natsWiped,
  faults.tailLost,
  faults.foreignMessages,
  faults.connectionsKilled,
  faults.appendsLost,
  faults.killed('command-api', 1),
  faults.killed('analytics-projector', 1),
  faults.manyWriters,
  faults.unprocessable,
];

describe('nothing is lost, doubled or stuck when', () => {
  runFaults(chance.shuffled(quick), chance, 90_000);
});
