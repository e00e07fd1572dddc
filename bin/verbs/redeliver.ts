import type { Command } from 'commander';
import { redeliver as again } from '#libs/notify/redeliver.js';
import { BadUse } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { withOwner, withSystem } from '../cli/system.js';

interface RedeliverOptions {
  readonly target: string;
  readonly position?: string;
}

/** `helpdesk redeliver`: lets the notifier send to a webhook again. */
export function redeliver(program: Command): void {
  program
    .command('redeliver')
    .description('send events to a webhook again: those that were given up, or one that was sent')
    .requiredOption('--target <name>', 'the name of the webhook in the file of HELPDESK_WEBHOOKS')
    .option('--position <number>', 'the log position of one event of the last 30 days')
    .action(({ target, position }: RedeliverOptions) =>
      withSystem((system) =>
        withOwner(system, async (owner) => {
          if (position !== undefined && !/^[1-9]\d{0,14}$/.test(position))
            throw new BadUse('--position wants a number.');
          const deliveries = await again(owner, target, position === undefined ? undefined : Number(position));
          await putJson({ target, deliveries });
          say(deliveries === 0 ? 'There is nothing of it to send again.' : 'The notifier sends them while it runs.');
        }),
      ),
    );
}
