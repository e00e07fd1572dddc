import type pg from 'pg';
import {
  asOnlyRebuild,
  currentSchema,
  dropComputation,
  dropDefinition,
  listComputations,
  listOtherDefinitions,
  RebuildRunningError,
} from '#libs/read-models/computations.js';
import { eraseFromReplay, listReplays } from '#libs/read-models/rebuild/replay-schemas.js';

export interface ReadCopies {
  /** False while a rebuild or a replay runs, or a reader holds a previous computation or another version: they may have read the texts before. */
  readonly done: boolean;
  /** Schemas of replays that held texts of the tickets. */
  readonly replays: readonly string[];
}

/**
 * Takes the texts of tickets out of computations that nobody feeds any more: those that were given up or that readers saw before,
 * those of other versions, and replays of past times. No rebuild and no replay begins meanwhile; one that runs is waited for.
 * @param timeout in milliseconds
 */
export async function eraseFromComputations(
  owner: pg.Client,
  ticketIds: readonly string[],
  timeout: number,
): Promise<ReadCopies> {
  const erase = async (): Promise<ReadCopies> => {
    const dropped: boolean[] = [];
    for (const { schema, state } of await listComputations(owner)) {
      if (state !== 'current') dropped.push(await dropComputation(owner, schema));
    }
    const replays: string[] = [];
    for (const schema of await listReplays(owner)) {
      let held = false;
      for (const id of ticketIds) held = (await eraseFromReplay(owner, schema, id)) || held;
      if (held) replays.push(schema);
    }
    for (const name of await listOtherDefinitions(owner)) dropped.push(await dropDefinition(owner, name));
    return { done: !dropped.includes(false), replays };
  };
  return asOnlyRebuild(owner, erase, timeout).catch((error: unknown) => {
    if (error instanceof RebuildRunningError) return { done: false, replays: [] };
    throw error;
  });
}

/** True once the live read models have the event at a position: a ticket whose texts it erases is folded again with it. */
export async function isOutOfReadModels(owner: pg.Client, position: number): Promise<boolean> {
  const schema = await currentSchema(owner);
  if (!schema) return true;
  const { rows } = await owner.query<{ out: boolean }>(`select position >= $1 as out from ${schema}.checkpoint`, [
    position,
  ]);
  return rows[0]?.out ?? false;
}

/** The planner keeps samples of what columns hold: they are taken again. */
export async function renewStatistics(owner: pg.Client, replays: readonly string[]): Promise<void> {
  const current = await currentSchema(owner);
  await owner.query('analyze log.events (private)');
  for (const schema of current ? [current, ...replays] : replays) {
    const { rows } = await owner.query<{ table: string }>(
      `select format('%I.%I', schemaname, tablename) as table from pg_tables where schemaname = $1`,
      [schema],
    );
    await owner.query(`analyze ${rows.map(({ table }) => table).join(', ')}`);
  }
}
