import type { Command } from 'commander';
import type pg from 'pg';
import { chosenModel } from '../cli/chosen-model.js';
import { appendHistory, HistoryRefusedError, type HistoryEvent } from '#libs/event-log/history.js';
import { nextNumbers } from '#libs/event-log/lookup.js';
import { wholeNumber } from '../cli/numbers.js';
import { BadUse } from '../cli/outcomes.js';
import { say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { waitUntilShown } from '../cli/shown.js';
import { withOwner, withSystem, type System } from '../cli/system.js';
import { needEmptyLog } from '../demo/empty-log.js';
import { campusLife } from '../demo/life.js';

interface DemoOptions {
  readonly seed: number;
  readonly tickets: number;
}

const MONTHS = 6;

/** `helpdesk demo`: six months of campus life in an empty log. */
export function demo(program: Command): void {
  program
    .command('demo')
    .description(`fill an empty log with ${MONTHS} months of campus life that end now`)
    .option('--tickets <count>', 'how many', wholeNumber('--tickets', 1, 20_000), 600)
    .option('--seed <number>', 'another one tells another story', wholeNumber('--seed', 0, 2 ** 31), 1)
    .action((options: DemoOptions) =>
      withSystem((system) => withOwner(system, (owner) => fill(system, owner, options)), { migrates: true }),
    );
}

async function fill(system: System, owner: pg.Client, { seed, tickets }: DemoOptions): Promise<void> {
  const now = await needEmptyLog(owner);
  const events = tell(system, { seed, tickets, now, firstNumber: (await nextNumbers(owner, 1))[0] ?? 1 });
  // All or nothing: a log that was filled halfway would have to be emptied by hand.
  const head = await appendHistory(owner, events).catch((error: unknown) => {
    throw error instanceof HistoryRefusedError
      ? new BadUse(`Somebody else has begun to use the log. ${error.message}`)
      : error;
  });
  await waitUntilShown(system, owner, head.position);
  say(`${tickets} tickets, ${events.length} events.`);
  if (system.url) say(`Open ${system.url}`);
  else say(`Start the helpdesk with \`npm start\` and open http://${system.config.HOST}:${system.config.PORT}`);
}

interface Story {
  readonly seed: number;
  readonly tickets: number;
  readonly now: Date;
  readonly firstNumber: number;
}

function tell({ config }: System, { seed, tickets, now, firstNumber }: Story): HistoryEvent[] {
  const categorizer = chosenModel(config.CATEGORIZER_MODEL);
  const from = new Date(now);
  from.setUTCMonth(from.getUTCMonth() - MONTHS);
  const life = campusLife({
    seed,
    tickets,
    firstNumber,
    from: from.getTime(),
    until: now.getTime(),
    timeZone: config.HELPDESK_TIME_ZONE,
    classify: (text) => categorizer.classify(text),
  });
  const bar = progress(`${MONTHS} months of campus life`, tickets, 'tickets');
  const events: HistoryEvent[] = [];
  let opened = 0;
  for (const event of life) {
    events.push(event);
    if (event.version === 1) bar.to(++opened);
  }
  bar.done();
  return events;
}
