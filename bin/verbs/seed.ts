import type { Command } from 'commander';
import type pg from 'pg';
import { copyHistory } from '#libs/event-log/copy-history.js';
import { nextNumbers } from '#libs/event-log/lookup.js';
import { seedHistories } from '#libs/read-models/seed/histories.js';
import type { HistoryEvent } from '#libs/read-models/seed/ticket-story.js';
import { wholeNumber } from '../cli/numbers.js';
import { putJson, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { waitUntilShown } from '../cli/shown.js';
import { withOwner, withSystem, type System } from '../cli/system.js';
import { needEmptyLog } from '../demo/empty-log.js';

interface SeedOptions {
  readonly tickets: number;
  readonly seed: number;
  readonly years: number;
}

/** `helpdesk seed`: many tickets in an empty log, for measurements. */
export function seed(program: Command): void {
  program
    .command('seed')
    .description('fill an empty log with many invented histories that end now, to measure with')
    .requiredOption('--tickets <count>', 'how many', wholeNumber('--tickets', 1, 20_000_000))
    .option('--seed <number>', 'another one makes others', wholeNumber('--seed', 0, 2 ** 31), 1)
    .option('--years <count>', 'how far they reach back', wholeNumber('--years', 1, 50), 3)
    .action((options: SeedOptions) =>
      withSystem((system) => withOwner(system, (owner) => fill(system, owner, options)), { migrates: true }),
    );
}

async function fill(system: System, owner: pg.Client, { tickets, seed: start, years }: SeedOptions): Promise<void> {
  const until = await needEmptyLog(owner);
  const from = new Date(until);
  from.setUTCFullYear(from.getUTCFullYear() - years);
  const firstNumber = (await nextNumbers(owner, 1))[0] ?? 1;
  const bar = progress('seeding', tickets, 'tickets');
  let opened = 0;
  function* counted(): Generator<HistoryEvent[]> {
    for (const piece of seedHistories({ tickets, from, until, seed: start, firstNumber })) {
      yield piece;
      opened += piece.filter((event) => event.version === 1).length;
      bar.to(opened);
    }
  }
  const { position } = await copyHistory(owner, counted()).finally(() => bar.done());
  await waitUntilShown(system, owner, position);
  await putJson({ tickets: opened, events: position });
  say(`${opened} tickets, ${position} events.`);
}
