import type pg from 'pg';
import { dropFormer, listFormer } from '#libs/read-models/former.js';
import { dropGeneration, listGenerations } from '#libs/read-models/generations.js';
import { REBUILD_LOCK } from '#libs/read-models/rebuild/rebuild.js';
import { eraseFromReplay, listReplays } from '#libs/read-models/rebuild/replay-schemas.js';
import { READ } from '#libs/read-models/schema.js';

export interface ReadCopies {
  /** False while a rebuild or a replay runs, or a reader holds an old generation or another version: they may have read the texts before. */
  readonly done: boolean;
  /** Schemas of replays that held texts of the ticket. */
  readonly replays: readonly string[];
}

/**
 * Takes the texts of a ticket out of computations that nobody feeds any more: generations that were given up, the tables of other
 * versions, and replays of past moments. No rebuild and no replay begins meanwhile; one that runs is waited for.
 * @param patience in milliseconds
 */
export async function eraseFromComputations(owner: pg.Client, ticketId: string, patience: number): Promise<ReadCopies> {
  if (!(await takeLock(owner, patience))) return { done: false, replays: [] };
  try {
    const dropped: boolean[] = [];
    for (const { generation, active } of await listGenerations(owner)) {
      if (!active) dropped.push(await dropGeneration(owner, generation));
    }
    const replays: string[] = [];
    for (const schema of await listReplays(owner)) {
      if (await eraseFromReplay(owner, schema, ticketId)) replays.push(schema);
    }
    for (const schema of await listFormer(owner)) dropped.push(await dropFormer(owner, schema));
    return { done: !dropped.includes(false), replays };
  } finally {
    await owner.query('select pg_advisory_unlock($1)', [REBUILD_LOCK.toString()]);
  }
}

async function takeLock(owner: pg.Client, patience: number): Promise<boolean> {
  await owner.query(`set lock_timeout = ${patience}`);
  try {
    await owner.query('select pg_advisory_lock($1)', [REBUILD_LOCK.toString()]);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') return false;
    throw error;
  } finally {
    await owner.query('reset lock_timeout');
  }
}

/** True once the live read models hold no text of the ticket from before a position. */
export async function isOutOfReadModels(owner: pg.Client, ticketId: string, position: number): Promise<boolean> {
  const { rows } = await owner.query<{ out: boolean }>(
    `select coalesce((select c.position >= $2 from ${READ}.checkpoints c join ${READ}.active a using (generation)), true)
       and not exists (select from ${READ}.past_texts where ticket_id = $1 and description is not null and position < $2) as out`,
    [ticketId, position],
  );
  return rows[0]?.out ?? false;
}

/** The planner keeps samples of what columns hold: they are taken anew. */
export async function renewStatistics(owner: pg.Client, replays: readonly string[]): Promise<void> {
  await owner.query(
    `analyze log.events (private); analyze ${READ}.texts, ${READ}.items, ${READ}.past_texts, ${READ}.words`,
  );
  for (const schema of replays) {
    await owner.query(`analyze ${schema}.texts, ${schema}.items, ${schema}.past_texts, ${schema}.words`);
  }
}
