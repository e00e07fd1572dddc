import * as faults from './faults.js';
import { goThrough } from './go-through.js';
import { Chance } from './random.js';

const chance = Chance.fromEnvironment();
const quick = [
  faults.natsAway(1_500, faults.soonShown),
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

describe('nothing is lost, doubled or stuck when', () => {
  goThrough(chance.shuffled(quick), chance, 90_000);
});
