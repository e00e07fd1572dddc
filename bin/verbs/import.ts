import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import type pg from 'pg';
import { appendHistory, HistoryRefusedError, type HistoryEvent } from '#libs/event-log/history.js';
import { readHead } from '#libs/event-log/read.js';
import { fromLogLine } from '../cli/log-line.js';
import { BadUse, Finding } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { withOwner, withSystem } from '../cli/system.js';

const BATCH = 5_000;

/** `helpdesk import`: restores an export into an empty log; every event gets the hash it had. */
export function importLog(program: Command): void {
  program
    .command('import')
    .description('restore an export into an empty log, with the same positions, times and hashes')
    .argument('[file]', 'the export; without it, stdin')
    .action((file?: string) =>
      withSystem((system) => {
        if (system.url) throw new BadUse('The helpdesk is running: stop it first, import, and start it again.');
        return withOwner(system, (owner) => restore(owner, file ? createReadStream(file) : process.stdin));
      }),
    );
}

async function restore(owner: pg.Client, input: Readable): Promise<void> {
  const bar = progress('importing', 0);
  let batch: HistoryEvent[] = [];
  let last: { position: number; hash: string } | undefined;
  const flush = async (): Promise<void> => {
    if (!last || batch.length === 0) return;
    const head = await appendHistory(owner, batch);
    batch = [];
    bar.to(head.position, head.position);
    if (head.position === last.position && head.hash.toString('hex') === last.hash) return;
    say(
      `Up to position ${last.position} the events do not have the hashes they had: the export was changed, or begins late.`,
    );
    throw new Finding();
  };
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line.trim() === '') continue;
      const { event, position, hash, logId } = parse(line, (last?.position ?? 0) + 1);
      if (!last) await takeIdentity(owner, logId);
      batch.push(event);
      last = { position, hash };
      if (batch.length >= BATCH) await flush();
    }
    await flush();
  } catch (error) {
    throw error instanceof HistoryRefusedError ? new BadUse(error.message) : error;
  } finally {
    bar.done();
  }
  const head = await readHead(owner);
  await putJson({ logId: head.logId, position: head.position, hash: head.hash.toString('hex') });
  say(`${head.position} events restored, each with the hash it had.`);
}

/** The restored log is the exported one: who remembers a position of it must recognise it. */
async function takeIdentity(owner: pg.Client, logId: string): Promise<void> {
  const taken = await owner.query('update log.log_identity set log_id = $1 where not exists (select from log.events)', [
    logId,
  ]);
  if (taken.rowCount === 0) throw new BadUse('The log already holds events: an import needs an empty one.');
}

function parse(line: string, position: number): ReturnType<typeof fromLogLine> {
  try {
    return fromLogLine(line);
  } catch {
    throw new BadUse(`The line for position ${position} is not one of an export.`);
  }
}
