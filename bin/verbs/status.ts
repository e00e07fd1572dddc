import type { Command } from 'commander';
import type pg from 'pg';
import { readHead as readStreamHead } from '#libs/event-bus/stream.js';
import { readHead } from '#libs/event-log/read.js';
import { listGenerations } from '#libs/read-models/generations.js';
import { putJson } from '../cli/output.js';
import { ifThere, withBus, withOwner, withSystem, type System } from '../cli/system.js';

/** `helpdesk status`: where the log, the read models and JetStream stand. */
export function status(program: Command): void {
  program
    .command('status')
    .description('positions of the log, the read models and JetStream, as JSON')
    .action(() =>
      withSystem((system) =>
        withOwner(system, async (owner) => {
          await putJson({ running: system.url ?? null, ...(await positions(owner)), jetstream: await stream(system) });
        }),
      ),
    );
}

async function positions(owner: pg.Client): Promise<object> {
  const head = await readHead(owner);
  const generations = (await ifThere('the read models', () => listGenerations(owner))) ?? [];
  const live = generations.find((generation) => generation.active);
  return {
    log: { logId: head.logId, position: head.position, hash: head.hash.toString('hex'), recordedAt: head.recordedAt },
    readModels: live ? { ...live, lag: head.position - live.position } : null,
    building: generations.filter((generation) => generation.state === 'building'),
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
