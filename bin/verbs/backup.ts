import { resolve } from 'node:path';
import type { Command } from 'commander';
import type pg from 'pg';
import { readAt, readHead } from '#libs/event-log/read.js';
import { lastUpkeep, noteUpkeep, type UpkeepKind } from '#libs/event-log/upkeep.js';
import { projectRoot } from '#libs/platform/project-root.js';
import { addCheckpoint, readCheckpoints } from '../backup/checkpoint-file.js';
import { testRestore } from '../backup/restore-test.js';
import { BACKUP_LOCK, writeBackup, type WrittenBackup } from '../backup/write-backup.js';
import { BadUse, Finding } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { ifThere, withSystem, type System } from '../cli/system.js';

/** A restore is tried when the last good try is older, in milliseconds. */
const RESTORE_TEST_EVERY = 30 * 24 * 60 * 60_000;
const A_NOTE = 'a note of this for /status';

/** `helpdesk backup`: a compressed export that was read back, beside the thirteen before it. */
export function backup(program: Command): void {
  program
    .command('backup')
    .description(
      'write a compressed export into HELPDESK_BACKUP_DIR, read it back, keep the newest 14; restore it once a month as a test',
    )
    .option('--restore-test', 'restore it into an empty database and compare, whenever that was done last')
    .action((options: { restoreTest?: true }) =>
      withSystem((system, owner) => run(system, owner, options.restoreTest ?? false)),
    );
}

async function run(system: System, owner: pg.Client, wantsTest: boolean): Promise<void> {
  const { HELPDESK_BACKUP_DIR: dir } = system.config;
  if (!dir) throw new BadUse('Set HELPDESK_BACKUP_DIR to the folder of the backups, on another disk if you can.');
  const { rows } = await owner.query<{ won: boolean }>('select pg_try_advisory_lock($1) as won', [BACKUP_LOCK]);
  if (!rows[0]?.won) throw new BadUse('Another backup of this log is under way.');
  const written = await noted(owner, 'backup', () => take(system, owner, resolve(projectRoot, dir)));
  const tested = (wantsTest || (await isTestDue(owner))) && written.hash;
  const restoreTest = tested ? await noted(owner, 'restore-test', () => test(system, owner, written)) : undefined;
  const { file, bytes, position, hash, answers } = written;
  await putJson({
    file,
    bytes,
    position,
    hash: hash ?? null,
    answers,
    ...(restoreTest && { restoreTest: restoreTest.detail }),
  });
}

/** A run and a note of how it ended, for /status and the alarms. */
async function noted<T extends { detail: string; position: number; hash?: string }>(
  owner: pg.Client,
  kind: UpkeepKind,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const done = await work();
    const hash = done.hash ? Buffer.from(done.hash, 'hex') : null;
    await ifThere(A_NOTE, () => noteUpkeep(owner, { kind, ok: true, ...done, hash }));
    return done;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    await noteUpkeep(owner, { kind, ok: false, position: null, hash: null, detail }).catch(() => undefined);
    throw error;
  }
}

async function take(system: System, owner: pg.Client, dir: string): Promise<WrittenBackup & { detail: string }> {
  const { HELPDESK_CHECKPOINT_FILE: checkpoints } = system.config;
  await mustHoldCheckpoints(owner, checkpoints);
  const bar = progress('backing up', 0);
  const written = await writeBackup(owner, dir, (done, total) => bar.to(done, total)).finally(() => bar.done());
  const { file, hash, position, logId } = written;
  if (checkpoints && hash) await addCheckpoint(checkpoints, { logId, position, hash }, file);
  say(`${position} events are in ${file}, read back to the end.`);
  if (hash) say(`To be told if its end is missing one day: import --expect ${position}:${hash}`);
  return { ...written, detail: file };
}

/** A log that lost its end or was rewritten must not push the good backups out. */
async function mustHoldCheckpoints(owner: pg.Client, file: string | undefined): Promise<void> {
  const last = (await readCheckpoints(file, (await readHead(owner)).logId)).at(-1);
  if (!last || (await readAt(owner, last.position))?.hash.toString('hex') === last.hash) return;
  say(
    `The log does not hold event ${last.position} as ${file} knows it: its end was cut, or it was rewritten. No backup was written, none was removed. ` +
      `If you restored an older copy on purpose, remove the lines of that file that are not in the log.`,
  );
  throw new Finding(`event ${last.position} is not the one that ${file} knows`);
}

async function isTestDue(owner: pg.Client): Promise<boolean> {
  const last = (await ifThere('the last restore test', () => lastUpkeep(owner)))?.good.find(
    ({ kind }) => kind === 'restore-test',
  );
  return !last || Date.now() - last.endedAt.getTime() > RESTORE_TEST_EVERY;
}

async function test(
  system: System,
  owner: pg.Client,
  written: WrittenBackup,
): Promise<WrittenBackup & { detail: string }> {
  say('restoring it into an empty database');
  const { ok, words } = await testRestore(owner, system.config.HELPDESK_RESTORE_URL ?? system.databaseUrl, written);
  say(`The restored copy: ${words}.`);
  if (!ok) throw new Finding(words);
  return { ...written, detail: words };
}
