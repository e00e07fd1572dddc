import type { Command } from 'commander';
import type pg from 'pg';
import { exportedLines } from '../backup/exported-lines.js';
import { wholeNumber } from '../cli/options.js';
import { BadUse } from '../cli/outcomes.js';
import { put, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { withSystem } from '../cli/system.js';

/** `helpdesk export`: the log as NDJSON, one CloudEvent a line. */
export function exportLog(program: Command): void {
  program
    .command('export')
    .description('write the log to stdout as NDJSON (CloudEvents), up to where it ends now')
    .option('--after <position>', 'go on after this position', position('--after'), 0)
    .option('--until <position>', 'stop with this position', position('--until'), Number.MAX_SAFE_INTEGER)
    .option('--answers', 'for a backup: the stored answers of commands too, so that repeats are known after a restore')
    .action((options: ExportOptions) => withSystem((_, owner) => writeLog(owner, options)));
}

interface ExportOptions {
  readonly after: number;
  readonly until: number;
  readonly answers?: true;
}

async function writeLog(owner: pg.Client, { after, until, answers }: ExportOptions): Promise<void> {
  if (until < after) throw new BadUse(`--until ${until} lies before --after ${after}: nothing lies between them.`);
  const bar = progress('exporting', 0);
  const lines = exportedLines(owner, { after, until, answers, onProgress: (done, total) => bar.to(done, total) });
  let next = await lines.next();
  for (; !next.done; next = await lines.next()) await put(next.value);
  bar.done();
  const { position: at, hash } = next.value;
  say(`Exported up to position ${at}; to go on later: --after ${at}`);
  // What a copy cannot show of itself: that its end was not cut off.
  if (hash) say(`To be told if its end is missing one day: import --expect ${at}:${hash}`);
}

const position = (option: string): ((value: string) => number) => wholeNumber(option, 0, Number.MAX_SAFE_INTEGER);
