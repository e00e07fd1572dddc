import type { Command } from 'commander';
import type pg from 'pg';
import { readHead } from '#libs/event-log/read.js';
import { noteUpkeep } from '#libs/event-log/upkeep.js';
import { PERIOD } from '#libs/platform/config.js';
import { BadUse } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { withSystem, type System } from '../cli/system.js';
import { eraseCopies, type ErasedStream } from '../erasure/copies.js';
import { eraseTicket } from '../erasure/erase-ticket.js';
import { findExpired, type ExpiredTicket } from '../erasure/retention.js';

interface RetentionOptions {
  readonly period?: string;
  readonly dryRun?: true;
}

/** `helpdesk retention`: takes the personal data of tickets that were closed long ago out of the log. */
export function retention(program: Command): void {
  program
    .command('retention')
    .description('erase texts, names and photos of tickets that were closed longer ago than HELPDESK_RETENTION')
    .option('--period <period>', 'another one, such as 24months')
    .option('--dry-run', 'only list what would go')
    .action((options: RetentionOptions) =>
      withSystem((system, owner) => run(system, owner, options), { migrates: !options.dryRun }),
    );
}

async function run(
  system: System,
  owner: pg.Client,
  { period = system.config.HELPDESK_RETENTION, dryRun }: RetentionOptions,
): Promise<void> {
  if (!period || !PERIOD.test(period)) {
    throw new BadUse('Set HELPDESK_RETENTION, or give --period, to days, months or years such as 24months.');
  }
  const expired = await findExpired(owner, period);
  if (dryRun) {
    await putJson(expired.map(({ number, closedAt }) => ({ ticket: number, closedAt })));
    say(`${expired.length} tickets would lose their texts, names and photos. Nothing was changed.`);
    return;
  }
  const { erased, copies } = await eraseAll(system, owner, expired, `Retention: closed more than ${period} ago`);
  const { position, hash } = await readHead(owner);
  await noteUpkeep(owner, { kind: 'retention', ok: true, position, hash, detail: `${erased} tickets` });
  await putJson({ period, tickets: erased, ...copies });
  say(`${erased} tickets have lost their texts, names and photos. Backups keep theirs until they expire.`);
}

async function eraseAll(
  system: System,
  owner: pg.Client,
  expired: readonly ExpiredTicket[],
  reason: string,
): Promise<{ erased: number; copies?: object }> {
  const bar = progress('erasing', expired.length, 'tickets');
  const done: ErasedStream[] = [];
  for (const { stream } of expired) {
    const { position } = await eraseTicket(owner, stream, reason);
    if (position !== null) done.push({ stream, position, whole: true });
    bar.to(done.length);
  }
  bar.done();
  return { erased: done.length, ...(done.length > 0 && { copies: await eraseCopies(system, owner, done) }) };
}
