import type { Command } from 'commander';
import { BadUse } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { withOwner, withSystem, type System } from '../cli/system.js';
import { eraseCopies } from '../erasure/copies.js';
import { eraseTicket, streamOf } from '../erasure/erase-ticket.js';

interface EraseOptions {
  readonly ticket: string;
  readonly reason: string;
}

/** `helpdesk erase`: takes the words of a ticket out of the log, and says so in it. */
export function erase(program: Command): void {
  program
    .command('erase')
    .description('remove the texts of a ticket for good, from the log, the read models and JetStream')
    .requiredOption('--ticket <number or UUID>', 'which ticket')
    .requiredOption('--reason <text>', 'why; it stays in the history for everybody to read')
    .action((options: EraseOptions) => withSystem((system) => run(system, options), { migrates: true }));
}

async function run(system: System, { ticket, reason }: EraseOptions): Promise<void> {
  const why = reason.trim();
  if (why === '' || why.length > 200) throw new BadUse('--reason wants 1 to 200 characters.');
  await withOwner(system, async (owner) => {
    const stream = await streamOf(owner, ticket);
    const { position, erased } = await eraseTicket(owner, stream, why);
    if (erased === 0) say(`Ticket ${ticket} has no text left in the log.`);
    else say(`${erased} events of ticket ${ticket} have lost their text. Backups and subscribers keep theirs.`);
    const copies = position === null ? undefined : await eraseCopies(system, owner, [{ stream, position }]);
    await putJson({ position, erased, ...copies });
    if (copies?.readModels === 'pending')
      say('The read models still hold it: they follow when the helpdesk runs. Then run this again to see.');
    if (copies?.jetstream === 'pending')
      say('JetStream was not seen without it: it follows when the helpdesk runs and reaches NATS.');
  });
}
