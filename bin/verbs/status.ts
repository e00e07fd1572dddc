import type { Command } from 'commander';
import type pg from 'pg';
import { readHead as readStreamHead } from '#libs/event-bus/stream.js';
import { readHead } from '#libs/event-log/read.js';
import { listComputations, type Computation } from '#libs/read-models/computations.js';
import { READ_SCHEMA_VERSION } from '#libs/read-models/schema.js';
import { putJson } from '../cli/output.js';
import { ifThere, withBus, withSystem, type System } from '../cli/system.js';

/** `helpdesk status`: where the log, the read models and JetStream stand. */
export function status(program: Command): void {
  program
    .command('status')
    .description('positions of the log, the read models and JetStream, as JSON')
    .action(() =>
      withSystem(async (system, owner) => {
        await putJson({ running: system.url ?? null, ...(await positions(owner)), jetstream: await stream(system) });
      }),
    );
}

async function positions(owner: pg.Client): Promise<object> {
  const head = await readHead(owner);
  const computations = (await ifThere('the read models', () => listComputations(owner))) ?? [];
  const current = computations.find(({ state }) => state === 'current');
  return {
    log: { logId: head.logId, position: head.position, hash: head.hash.toString('hex'), recordedAt: head.recordedAt },
    readModels: current ? { ...shown(current), lag: head.position - current.position } : null,
    building: computations.filter(({ state }) => state === 'filling' || state === 'filled').map(shown),
  };
}

/** With the names that the JSON of this verb has had from the beginning. */
function shown({ generation, state, timeZone, position, logId }: Computation): object {
  const active = state === 'current';
  return {
    generation,
    state: active ? 'live' : 'building',
    schemaVersion: READ_SCHEMA_VERSION,
    timeZone,
    active,
    position,
    logId,
  };
}

async function stream(system: System): Promise<object | null> {
  if (!system.natsUrl) return null;
  const url = system.natsUrl.replace(/[^/]*@/, '');
  try {
    return await withBus(system, async (bus) => ({
      url,
      position: (await readStreamHead(bus))?.lastSeq ?? 0,
    }));
  } catch (error) {
    return { url, problem: error instanceof Error ? error.message : String(error) };
  }
}
