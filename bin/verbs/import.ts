import { access } from 'node:fs/promises';
import type { Command } from 'commander';
import type pg from 'pg';
import type { CheckpointHash } from '#libs/event-log/verify.js';
import { DamagedExportError, type OpenExport } from '../backup/export-lines.js';
import { restore } from '../backup/restore.js';
import { filesInTurn, spooled } from '../backup/spool.js';
import { connectedApps } from '../cli/running.js';
import { BadUse, Finding } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { withSystem } from '../cli/system.js';
import { collectCheckpointHash } from '../cli/options.js';

/** `helpdesk import`: restores an export into an empty log; every event gets the hash it had. */
export function importLog(program: Command): void {
  program
    .command('import')
    .description(
      'restore an export into an empty log, with the same positions, times and hashes; stop the helpdesk first',
    )
    .argument('[files...]', 'the export, and those that go on behind it; without one, stdin')
    .option('--expect <position:hash>', 'what must be in it (may be repeated)', collectCheckpointHash, [])
    .action((files: string[], { expect }: { expect: CheckpointHash[] }) =>
      withSystem(
        async (system, owner) => {
          await Promise.all(files.map(mustBeThere));
          await mustBeStopped(owner, system.url);
          const work = (open: OpenExport): Promise<void> => restoreAll(owner, open, expect);
          await (files.length > 0 ? work(filesInTurn(files)) : spooled(process.stdin, work));
        },
        { migrates: true },
      ),
    );
}

async function restoreAll(owner: pg.Client, open: OpenExport, expect: readonly CheckpointHash[]): Promise<void> {
  say('checking the export');
  const bar = progress('importing', 0);
  const onProgress = (position: number, total: number): void => bar.to(position, total);
  const restored = await restore(owner, open, { expect, onProgress })
    .catch((error: unknown) => {
      if (!(error instanceof DamagedExportError)) throw error;
      say(`${error.message} The log was left as it was.`);
      throw new Finding();
    })
    .finally(() => bar.done());
  const { ok, head, events, erased, answers, bad } = restored;
  const { logId, position, hash } = head;
  await putJson({ ok, logId, position, hash: hash.toString('hex'), events, erased, answers, ...(bad && { bad }) });
  if (bad) {
    say(`Position ${bad.position} is not as it was written: ${bad.reason}. Import into a fresh database.`);
    throw new Finding();
  }
  say(`${position} events restored and verified, each with the hash it had.`);
  if (answers === 0) say('Without stored answers (export --answers): commands sent again count as new ones.');
}

/** The processes remember the log that was there when they started. */
async function mustBeStopped(owner: pg.Client, url: string | undefined): Promise<void> {
  if (!url && (await connectedApps(owner)).length === 0) return;
  throw new BadUse('The helpdesk is running: stop it first, import, and start it again.');
}

async function mustBeThere(file: string): Promise<void> {
  await access(file).catch(() => {
    throw new BadUse(`The file ${file} cannot be read.`);
  });
}
