import type { Command } from 'commander';
import { wholeNumber } from '../cli/numbers.js';
import { say } from '../cli/output.js';
import { withOwner, withSystem } from '../cli/system.js';
import { fillLog } from '../demo/fill-log.js';

const MONTHS = 6;

interface DemoOptions {
  readonly seed: number;
  readonly tickets: number;
}

/** `helpdesk demo`: six months of campus life in an empty log. */
export function demo(program: Command): void {
  program
    .command('demo')
    .description(`fill an empty log with ${MONTHS} months of campus life that end now`)
    .option('--tickets <count>', 'how many', wholeNumber('--tickets', 1, 20_000), 600)
    .option('--seed <number>', 'another one tells another story', wholeNumber('--seed', 0, 2 ** 31), 1)
    .action((options: DemoOptions) =>
      withSystem(
        async (system) => {
          const { tickets, events } = await withOwner(system, (owner) =>
            fillLog(system, owner, { ...options, months: MONTHS }),
          );
          say(`${tickets} tickets, ${events} events.`);
          if (system.url) say(`Open ${system.url}`);
          else say(`Start the helpdesk with \`npm start\` and open http://${system.config.HOST}:${system.config.PORT}`);
        },
        { migrates: true },
      ),
    );
}
