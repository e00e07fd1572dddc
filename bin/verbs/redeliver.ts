import type { Command } from 'commander';
import { redeliver as again } from '#libs/notify/redeliver.js';
import { wholeNumber } from '../cli/options.js';
import { putJson, say } from '../cli/output.js';
import { withSystem } from '../cli/system.js';

interface RedeliverOptions {
  readonly target: string;
  readonly position?: number;
}

/** `helpdesk redeliver`: lets the notifier send to a webhook again. */
export function redeliver(program: Command): void {
  program
    .command('redeliver')
    .description('send events to a webhook again: those that were given up, or one that was sent')
    .requiredOption('--target <name>', 'the name of the webhook in the file of HELPDESK_WEBHOOKS')
    .option(
      '--position <number>',
      'the log position of one event of the last 30 days',
      wholeNumber('--position', 1, 2 ** 53),
    )
    .action(({ target, position }: RedeliverOptions) =>
      withSystem(async (_, owner) => {
        const deliveries = await again(owner, target, position);
        await putJson({ target, deliveries });
        say(deliveries === 0 ? 'There is nothing of it to send again.' : 'The notifier sends them while it runs.');
      }),
    );
}
