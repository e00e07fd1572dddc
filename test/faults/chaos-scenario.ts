import { setTimeout as sleep } from 'node:timers/promises';
import * as faults from './faults.js';
import type { Fault } from './harness.js';
import type { Chance } from './random.js';

/** Faults that can be on at the same time: at most one of each kind. */
const KINDS: readonly (readonly Fault[])[] = [
  [faults.natsAway(2_000), faults.natsWiped, faults.tailLost, faults.natsFrozen(3_000), faults.streamDeleted],
  [faults.connectionsKilled, faults.databaseCutOff(2_000), faults.postgresRestarted('SIGKILL')],
  [faults.killed('command-api', 1), faults.killed('analytics-projector', 2)],
  [faults.foreignMessages, faults.unprocessable, faults.manyWriters],
];

/** Several faults that begin at odd moments and overlap. */
export function chaosScenario(chance: Chance): Fault {
  const kinds = chance.shuffled(KINDS).slice(0, chance.int(2, KINDS.length));
  const chosen = kinds.map((kind) => ({ fault: chance.pick(kind), after: chance.int(0, 1_500) }));
  const name = `chaos: ${chosen.map(({ fault }) => fault.name).join(' + ')}`;
  const run: Fault['run'] = async (context) => {
    const run = async ({ fault, after }: (typeof chosen)[number]) => {
      await sleep(after);
      await fault.run(context);
    };
    await Promise.all(chosen.map(run));
  };
  return { name, run };
}
