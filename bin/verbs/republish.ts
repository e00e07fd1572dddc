import type { Command } from 'commander';
import { republish as refill } from '#libs/event-bus/relay.js';
import { MessageSource } from '#libs/event-log/message-source.js';
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
              const position = await refill(bus, new MessageSource(owner, toPublished), (done, total) =>
                bar.to(done, total),
              ).finally(() => bar.done());
              await putJson({ position });
              say(`JetStream holds the log again, up to position ${position}.`);
            }),
          ),
        { nats: true },
      ),
    );
}
