import type { Command } from 'commander';
import { wholeNumber } from '../cli/numbers.js';
import { putJson, say } from '../cli/output.js';
import { withOwner, withSystem } from '../cli/system.js';
import { fillLog } from '../demo/fill-log.js';

interface SeedOptions {
  readonly tickets: number;
  readonly seed: number;
  readonly years: number;
}

/** `helpdesk seed`: many tickets in an empty log, for measurements. */
export function seed(program: Command): void {
  program
    .command('seed')
    .description('fill an empty log with many invented tickets that end now, to measure with')
    .requiredOption('--tickets <count>', 'how many', wholeNumber('--tickets', 1, 20_000_000))
    .option('--seed <number>', 'another one makes others', wholeNumber('--seed', 0, 2 ** 31), 1)
    .option('--years <count>', 'how far they reach back', wholeNumber('--years', 1, 50), 3)
    .action(({ tickets, seed: start, years }: SeedOptions) =>
      withSystem(
        async (system) => {
          const filled = await withOwner(system, (owner) =>
            fillLog(system, owner, { tickets, seed: start, months: 12 * years }),
          );
          await putJson(filled);
          say(`${filled.tickets} tickets, ${filled.events} events.`);
        },
        { migrates: true },
      ),
    );
}
