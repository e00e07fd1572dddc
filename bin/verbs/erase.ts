import type { Command } from 'commander';
import type pg from 'pg';
import { wholeNumber } from '../cli/options.js';
import { BadUse } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { withSystem, type System } from '../cli/system.js';
import { eraseCopies } from '../erasure/copies.js';
import { eraseTicket, streamOf, streamOfEvent } from '../erasure/erase-ticket.js';

interface EraseOptions {
  readonly ticket?: string;
  readonly event?: number;
  readonly reason: string;
}

/** `helpdesk erase`: takes the words of a ticket, or of one event, out of the log, and says so in it. */
export function erase(program: Command): void {
  program
    .command('erase')
    .description('remove the texts of a ticket, or of one event, for good, from the log, the read models and JetStream')
    .option('--ticket <number or UUID>', 'which ticket')
    .option(
      '--event <position>',
      'only what this event brought: a text, a place, a reason',
      wholeNumber('--event', 1, 2 ** 53),
    )
    .requiredOption('--reason <text>', 'why; it stays in the history for everybody to read')
    .action((options: EraseOptions) => withSystem((system, owner) => run(system, owner, options), { migrates: true }));
}

async function run(system: System, owner: pg.Client, { ticket, event, reason }: EraseOptions): Promise<void> {
  const why = reason.trim();
  if (why === '' || why.length > 200) throw new BadUse('--reason wants 1 to 200 characters.');
  if ((ticket === undefined) === (event === undefined)) throw new BadUse('Say --ticket or --event, and not both.');
  const stream = event === undefined ? await streamOf(owner, ticket ?? '') : await streamOfEvent(owner, event);
  const { position, erased } = await eraseTicket(owner, stream, why, event);
  const what = event === undefined ? `Ticket ${ticket}` : `Event ${event}`;
  if (erased === 0) say(`${what} has no text left in the log.`);
  else say(`${what}: ${erased} events have lost their text. Backups and subscribers keep theirs.`);
  const copies =
    position === null
      ? undefined
      : await eraseCopies(system, owner, [{ stream, position, whole: event === undefined }]);
  await putJson({ position, erased, ...copies });
  if (copies?.readModels === 'pending')
    say('The read models still hold it: they follow when the helpdesk runs. Then run this again to see.');
  if (copies?.jetstream === 'pending')
    say('JetStream was not seen without it: it follows when the helpdesk runs and reaches NATS.');
}
