import type { Command } from 'commander';
import type pg from 'pg';
import { wholeNumber } from '../cli/options.js';
import { putJson, say } from '../cli/output.js';
import { withSystem, type System } from '../cli/system.js';
import { fillLog, type FillOptions } from '../demo/fill-log.js';

const MONTHS = 6;
const MAX_SEED = 2 ** 31;

/** `helpdesk demo`: six months of campus life in an empty log. */
export function demo(program: Command): void {
  const fill = async (system: System, owner: pg.Client, options: Omit<FillOptions, 'months'>): Promise<void> => {
    const { tickets, events } = await fillLog(system, owner, { ...options, months: MONTHS });
    say(`${tickets} tickets, ${events} events.`);
    if (system.url) say(`Open ${system.url}`);
    else say(`Start the helpdesk with \`npm start\` and open http://${system.config.HOST}:${system.config.PORT}`);
  };
  program
    .command('demo')
    .description(`fill an empty log with ${MONTHS} months of campus life that end now`)
    .option('--tickets <count>', 'how many', wholeNumber('--tickets', 1, 20_000), 600)
    .option('--seed <number>', 'another one tells another story', wholeNumber('--seed', 0, MAX_SEED), 1)
    .action((options: Omit<FillOptions, 'months'>) =>
      withSystem((system, owner) => fill(system, owner, options), { migrates: true }),
    );
}

/** `helpdesk seed`: many tickets in an empty log, for measurements. */
export function seed(program: Command): void {
  program
    .command('seed')
    .description('fill an empty log with many invented tickets that end now, to measure with')
    .requiredOption('--tickets <count>', 'how many', wholeNumber('--tickets', 1, 20_000_000))
    .option('--seed <number>', 'another one makes others', wholeNumber('--seed', 0, MAX_SEED), 1)
    .option('--years <count>', 'how far they reach back', wholeNumber('--years', 1, 50), 3)
    .action(({ years, ...options }: Omit<FillOptions, 'months'> & { readonly years: number }) =>
      withSystem(
        async (system, owner) => {
          const filled = await fillLog(system, owner, { ...options, months: 12 * years });
          await putJson(filled);
          say(`${filled.tickets} tickets, ${filled.events} events.`);
        },
        { migrates: true },
      ),
    );
}
