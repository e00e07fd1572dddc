import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Bus } from '#libs/event-bus/connect.js';
import { messagesNotOf, rejectForeign } from '#libs/event-bus/position-check.js';
import type { BusMessage } from '#libs/event-bus/stream.js';
import { readHead } from '#libs/event-bus/stream.js';
import { republish as refill } from '#libs/event-bus/relay.js';
import { MessageSource } from '#libs/event-log/message-source.js';
import { toPublished } from '#libs/tickets/published-event.js';
import { putJson, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { withBus, withSystem } from '../cli/system.js';

/** `helpdesk republish`: makes the stream in JetStream again from the log. */
export function republish(program: Command): void {
  program
    .command('republish')
    .description('delete the JetStream stream and fill it from the log again, after either was restored or damaged')
    .option('--save <file>', 'first write what only JetStream has to a new file, a message a line')
    .option('--force', 'also when the stream is that of another log')
    .action(({ save: file, force }: { save?: string; force?: boolean }) =>
      withSystem(
        (system, owner) =>
          withBus(system, async (bus) => {
            const source = new MessageSource(owner, toPublished);
            if (!force) await rejectForeign(bus, source);
            if (file) say(`${await save(file, bus, source)} messages that only JetStream had are in ${file}.`);
            const bar = progress('publishing', 0);
            const position = await refill(bus, source, (done, total) => bar.to(done, total), { force }).finally(() =>
              bar.done(),
            );
            await putJson({ position });
            say(`JetStream holds the log again, up to position ${position}.`);
          }),
        { nats: true },
      ),
    );
}

/**
 * Writes the messages that the log does not give, on disk when it resolves. They hold personal data: only the owner reads the file.
 * @returns how many there are
 */
async function save(file: string, bus: Bus, source: MessageSource<BusMessage>): Promise<number> {
  const out = await open(file, 'wx', 0o600);
  let saved = 0;
  try {
    const head = await readHead(bus);
    if (head) {
      for await (const { position: seq, subject, hash, logId, body } of messagesNotOf(source, bus, head)) {
        await out.appendFile(`${JSON.stringify({ seq, subject, hash, logId, body })}\n`);
        saved++;
      }
    }
    await out.sync();
  } finally {
    await out.close();
  }
  return saved;
}
