import type { Command } from 'commander';
import type pg from 'pg';
import { republish as refill, type RelayMessage, type RelaySource } from '#libs/event-bus/relay.js';
import { erasedAmong, privateBefore } from '#libs/event-log/erase.js';
import { readAfter, readAt, readHead } from '#libs/event-log/read.js';
import { toPublished } from '#libs/tickets/published-event.js';
import { putJson, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { withBus, withOwner, withSystem } from '../cli/system.js';

/** `helpdesk republish`: makes the stream in JetStream again from the log. */
export function republish(program: Command): void {
  program
    .command('republish')
    .description('delete the JetStream stream and fill it from the log again, after either was restored or damaged')
    .action(() =>
      withSystem(
        (system) =>
          withOwner(system, (owner) =>
            withBus(system, async (bus) => {
              const bar = progress('publishing', 0);
              const position = await refill(bus, await sourceOf(owner), (done, total) => bar.to(done, total)).finally(
                () => bar.done(),
              );
              await putJson({ position });
              say(`JetStream holds the log again, up to position ${position}.`);
            }),
          ),
        { nats: true },
      ),
    );
}

async function sourceOf(owner: pg.Client): Promise<RelaySource> {
  const { logId } = await readHead(owner);
  const after = async (position: number, limit: number): Promise<RelayMessage[]> => {
    const rows = await readAfter(owner, position, limit);
    return Promise.all(
      rows.map(async (row) => {
        const message = toPublished(row, logId);
        return row.type === 'TextErased'
          ? { ...message, erases: await privateBefore(owner, row.stream, row.position) }
          : message;
      }),
    );
  };
  return {
    head: () => readHead(owner),
    hashAt: async (position) => (await readAt(owner, position))?.hash.toString('hex'),
    erasedAmong: (positions) => erasedAmong(owner, positions),
    after,
  };
}
