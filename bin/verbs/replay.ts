import type { Command } from 'commander';
import pg from 'pg';
import { readAfter, readHead } from '#libs/event-log/read.js';
import { rebuild } from '#libs/read-models/rebuild/rebuild.js';
import { Finding } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { withOwner, withSystem, type System } from '../cli/system.js';

/** `helpdesk replay`: computes the read models anew from the log, beside the live ones, and switches. */
export function replay(program: Command): void {
  program
    .command('replay')
    .description('compute the read models anew from the log, compare them with the live ones and switch')
    .option('--no-compare', 'do not compare before switching')
    .action(({ compare }: { compare: boolean }) => withSystem((system) => replayAll(system, compare)));
}

async function replayAll(system: System, compare: boolean): Promise<void> {
  await withOwner(system, async (owner) => {
    const log = {
      readAfter: (after: number, limit: number) => readAfter(owner, after, limit),
      readHead: () => readHead(owner),
    };
    const connect = async (): Promise<pg.Client> => {
      const client = new pg.Client({ connectionString: system.databaseUrl, application_name: 'helpdesk-replay' });
      await client.connect();
      return client;
    };
    const bar = progress('replaying', (await log.readHead()).position);
    let phase = '';
    const onProgress = (now: { phase: string; position: number; head: number }): void => {
      bar.to(now.position, now.head);
      if (now.phase !== phase && now.phase !== 'filling') say(`\n${now.phase}`);
      phase = now.phase;
    };
    const timeZone = system.config.HELPDESK_TIME_ZONE;
    const result = await rebuild({ connect, log, timeZone, strict: true, compare, onProgress }).finally(() =>
      bar.done(),
    );
    await putJson(result);
    const differences = result.compared.reduce((sum, table) => sum + table.differences, 0);
    if (differences > 0) {
      say(`${differences} rows of the former read models differ from what the log says: they are replaced.`);
      throw new Finding();
    }
    say(compare ? 'The new read models equal the former ones.' : 'The new read models are in use.');
  });
}
