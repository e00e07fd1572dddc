import type { Command } from 'commander';
import type pg from 'pg';
import { logReader, readHead } from '#libs/event-log/read.js';
import { openClient } from '#libs/platform/database.js';
import { isDefined, migrateReadModels } from '#libs/read-models/migrate.js';
import type { TableComparison } from '#libs/read-models/rebuild/compare.js';
import { rebuild } from '#libs/read-models/rebuild/rebuild.js';
import { compareSchemas, replayUntil, ReplaySchemaError } from '#libs/read-models/rebuild/replay-until.js';
import { asOfOption } from '../cli/options.js';
import { BadUse, Finding } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { withSystem, type System } from '../cli/system.js';
import { zoneOf } from '../cli/running.js';

interface ReplayOptions {
  readonly compare: boolean;
  readonly until?: number | Date;
  readonly schema?: string;
  readonly against?: string;
}

/** `helpdesk replay`: computes the read models again from the log, beside the live ones, and switches; or those as of an earlier time. */
export function replay(program: Command): void {
  program
    .command('replay')
    .description('compute the read models again from the log, compare them with the live ones and switch')
    .option('--no-compare', 'do not compare before switching')
    .option(
      '--until <position or time>',
      'only up to a position or time, into a schema of its own',
      asOfOption('--until'),
    )
    .option('--schema <name>', 'where the tables of that time go; one of an earlier replay is replaced')
    .option('--against <schema>', 'compare --schema with this one, made by an earlier replay, row by row')
    .action((options: ReplayOptions) => withSystem((system, owner) => run(system, owner, options)));
}

async function run(
  system: System,
  owner: pg.Client,
  { until, schema, against, compare }: ReplayOptions,
): Promise<void> {
  if (until === undefined && schema === undefined && against === undefined) return replayAll(system, owner, compare);
  if (schema === undefined) throw new BadUse('--until and --against want --schema NAME beside them.');
  if (until === undefined && against === undefined) throw new BadUse('--schema wants --until or --against beside it.');
  try {
    if (until !== undefined) {
      await layTables(system, owner);
      await replayPast(system, owner, until, schema);
    }
    if (against !== undefined) await comparePast(owner, schema, against);
  } catch (error) {
    throw error instanceof ReplaySchemaError ? new BadUse(error.message) : error;
  }
}

async function replayPast(system: System, owner: pg.Client, until: number | Date, schema: string): Promise<void> {
  const bar = progress('replaying', 0);
  const position = await replayUntil({
    owner,
    log: logReader(owner),
    timeZone: await zoneOf(system, owner),
    until,
    schema,
    onProgress: (at, end) => bar.to(at, end),
  }).finally(() => bar.done());
  await putJson({ schema, position });
  say(
    `The schema ${schema} holds the read models as of position ${position}; drop schema ${schema} cascade removes it.`,
  );
}

async function comparePast(owner: pg.Client, schema: string, against: string): Promise<void> {
  const compared = await compareSchemas(owner, schema, against);
  await putJson({ schema, against, compared });
  const differences = differencesIn(compared);
  if (differences > 0) {
    say(`${differences} rows of ${schema} and ${against} differ.`);
    throw new Finding();
  }
  say(`${schema} and ${against} are equal.`);
}

async function replayAll(system: System, owner: pg.Client, compare: boolean): Promise<void> {
  await layTables(system, owner);
  const log = logReader(owner);
  const connect = (): Promise<pg.Client> =>
    openClient({ connectionString: system.databaseUrl, application_name: 'helpdesk-replay', pipeline: true });
  const bar = progress('replaying', (await log.readHead()).position);
  let phase = '';
  const onProgress = (now: { phase: string; position: number; head: number }): void => {
    bar.to(now.position, now.head);
    if (now.phase !== phase && now.phase !== 'filling') say(`\n${now.phase}`);
    phase = now.phase;
  };
  const timeZone = await zoneOf(system, owner);
  const result = await rebuild({ connect, log, timeZone, strict: true, compare, onProgress }).finally(() => bar.done());
  await putJson(result);
  const differences = differencesIn(result.compared);
  if (differences > 0) {
    say(`${differences} rows of the previous read models differ from the log: they are replaced.`);
    throw new Finding();
  }
  say(compare ? 'The new read models equal the previous ones.' : 'The new read models are in use.');
}

/** Read models are written in the form of this version, in tables beside those that the running processes use. */
async function layTables(system: System, owner: pg.Client): Promise<void> {
  await readHead(owner);
  if (!(await isDefined(owner))) await migrateReadModels(system.databaseUrl);
}

function differencesIn(compared: readonly TableComparison[]): number {
  return compared.reduce((sum, table) => sum + table.differences, 0);
}
