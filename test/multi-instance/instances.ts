import { setTimeout as sleep } from 'node:timers/promises';
import { currentSchema } from '#libs/read-models/computations.js';
import { DEFINITION } from '#libs/read-models/schema.js';
import type { Fault } from '../faults/harness.js';
import type { System } from '../faults/system.js';

/** Two of each, as `System` knows them. */
export const PAIRS = {
  'command-api': ['command-api', 'second command-api'],
  'analytics-projector': ['analytics-projector', 'second projector'],
  'query-api': ['query-api', 'second query-api'],
} as const;
export const INSTANCES = Object.values(PAIRS).flat();

/** One process of a system of two of each is killed and started again. */
export const killed = (id: string): Fault => ({
  name: `${id} killed -9 and started again`,
  async run({ system, acknowledged }) {
    await system.kill(id);
    await acknowledged(10);
    await system.revive(id);
    await acknowledged(10);
  },
});

/** All processes are ended in good order and started again, one after the other. */
export const rolled = (name: string): Fault => ({
  name,
  async run({ system, acknowledged }) {
    for (const id of INSTANCES) {
      await system.restart(id);
      await acknowledged(10);
    }
  },
});

/** The read models as the version before this one would have left them, then a rolling restart. */
export const upgraded: Fault = {
  name: 'a rolling upgrade from older tables',
  async run(context) {
    const { system } = context;
    await system.owner.query(
      `with older as (insert into read_models.definitions select '0123456789ab', tables, indexes, current
         from read_models.definitions where definition = '${DEFINITION}' returning definition),
       moved as (update read_models.computations set definition = '0123456789ab' from older)
       update read_models.definitions set current = null where definition = '${DEFINITION}'`,
    );
    await rolled('').run(context);
    while (!(await currentSchema(system.owner))) await sleep(50);
  },
};

/** What a projector says it is doing; undefined while it does not answer. */
export async function doingOf(system: System, id: string): Promise<string | undefined> {
  const answer = await fetch(`${system.urlOf(id)}/health/ready`).catch(() => undefined);
  const body = (await answer?.json()) as { checks: { 'read-models': { doing?: string } } } | undefined;
  return body?.checks['read-models'].doing;
}
