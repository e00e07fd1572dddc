import type { Command } from 'commander';
import type pg from 'pg';
import { COLUMNS, numbers, readHead } from '#libs/event-log/read.js';
import { answerLines } from '../backup/answers.js';
import { toLogLine, type FullRow } from '../cli/log-line.js';
import { BadUse } from '../cli/outcomes.js';
import { put, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { withOwner, withSystem } from '../cli/system.js';

const PAGE = 1_000;

/** `helpdesk export`: the log as NDJSON, one CloudEvent a line. */
export function exportLog(program: Command): void {
  program
    .command('export')
    .description('write the log to stdout as NDJSON (CloudEvents), up to where it ends now')
    .option('--after <position>', 'go on after this position', position, 0)
    .option('--until <position>', 'stop with this position', position, Number.MAX_SAFE_INTEGER)
    .option('--answers', 'for a backup: the stored answers of commands too, so that repeats are known after a restore')
    .action((options: ExportOptions) => withSystem((system) => withOwner(system, (owner) => writeLog(owner, options))));
}

interface ExportOptions {
  readonly after: number;
  readonly until: number;
  readonly answers?: true;
}

async function writeLog(owner: pg.Client, { after, until, answers }: ExportOptions): Promise<void> {
  if (until < after) throw new BadUse(`--until ${until} lies before --after ${after}: nothing lies between them.`);
  const { logId, position: head } = await readHead(owner);
  const end = Math.min(head, until);
  const bar = progress('exporting', Math.max(0, end - after));
  let at = Math.min(after, head);
  let hash: Buffer | undefined;
  while (at < end) {
    const rows = await readPage(owner, at, Math.min(PAGE, end - at));
    if (rows.length === 0) break;
    for (const row of rows) await put(toLogLine(row, logId));
    at = rows.at(-1)?.position ?? end;
    hash = rows.at(-1)?.hash;
    bar.to(at - after);
  }
  bar.done();
  if (answers) for await (const line of answerLines(owner, logId, { after, until: at })) await put(line);
  say(`Exported up to position ${at}; to go on later: --after ${at}`);
  // What a copy cannot show of itself: that its end was not cut off.
  if (hash) say(`To be told if its end is missing one day: import --expect ${at}:${hash.toString('hex')}`);
}

async function readPage(owner: pg.Client, after: number, limit: number): Promise<FullRow[]> {
  const text = `select ${COLUMNS}, salt, private_hash as "privateHash" from log.events
    where position > $1 order by position limit $2`;
  return (await owner.query<FullRow>({ text, values: [after, limit], types: numbers })).rows;
}

function position(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new BadUse(`A position is a whole number, not ${value}.`);
  return Number(value);
}
