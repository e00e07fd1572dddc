import type pg from 'pg';
import { query } from '../queries/sql.js';
import { READ } from '../schema.js';
import type { TicketRow } from '../ticket-row.js';
import { foldBatch, type Changes } from './fold-batch.js';
import type { Incoming } from './incoming.js';
import { loadRows } from './rows.js';
import { writeBatch, type BatchTarget, type CheckpointTo } from './write-batch.sql.js';

/** The checkpoint belongs to another log than the events: the log was replaced, the read models must be built anew. */
export class OtherLogError extends Error {
  override readonly name = 'OtherLogError';
}

export interface Applied {
  readonly generation: number;
  /** The checkpoint afterwards. */
  readonly position: number;
  readonly parked: Changes['parked'];
  /** Events before this position are missing: nothing of the batch was applied. */
  readonly missingBefore?: number;
}
interface Locked {
  generation: number;
  time_zone: string;
  log_id: string | null;
  position: number;
}

export interface BatchOptions {
  readonly logId: string;
}

/**
 * Applies a batch to the active generation, in one transaction whose first statement locks the checkpoint: a second projector waits there, and then
 * finds the events applied. What is at or before the checkpoint is ignored.
 * @param client outside of a transaction
 * @returns undefined when there is no generation to write to
 */
export async function applyBatch(
  client: pg.ClientBase,
  batch: readonly Incoming[],
  options: BatchOptions,
): Promise<Applied | undefined> {
  return inTransaction(client, () => applyLocked(client, batch, options));
}

/**
 * Commits when the work is done, and rolls back when it fails. Commits do not wait for the disk: what a crash of PostgreSQL
 * takes from the read models is computed again from the log, from the checkpoint that is left.
 */
export async function inTransaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('begin; set local synchronous_commit = off');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function applyLocked(
  client: pg.ClientBase,
  batch: readonly Incoming[],
  { logId }: BatchOptions,
): Promise<Applied | undefined> {
  const checkpoint = await lockCheckpoint(client);
  if (!checkpoint) return undefined;
  const { generation, position } = checkpoint;
  if (checkpoint.log_id !== null && checkpoint.log_id !== logId) {
    throw new OtherLogError(`the read models are those of the log ${checkpoint.log_id}, but the log is ${logId}`);
  }
  const fresh = batch.filter((incoming) => incoming.position > position);
  const [first, last] = [fresh[0], fresh.at(-1)];
  if (!first || !last) return { generation, position, parked: [] };
  if (first.position !== position + 1) return { generation, position, parked: [], missingBefore: first.position };
  const rows = await loadRows(client, generation, unknownTickets(fresh, new Map()));
  const changes = foldBatch(rows, fresh);
  const target = { generation, timeZone: checkpoint.time_zone, forReaders: true, announce: true };
  await writeChanges(client, target, changes, { ...last, logId });
  return { generation, position: last.position, parked: changes.parked };
}

/** Writes what a batch changes, and moves the checkpoint. */
export async function writeChanges(
  client: pg.ClientBase,
  target: BatchTarget,
  changes: Changes,
  to: CheckpointTo,
): Promise<void> {
  const { text, values } = writeBatch(target, changes, to);
  await query(client, text, values);
  if (target.forReaders && changes.texts.some(({ version }) => version > 1)) {
    await query(client, `delete from ${READ}.words_${target.generation} where tickets <= 0`);
  }
}

/** The tickets that were there before the batch and are not in `rows`: those whose first event comes with it were not. */
export function unknownTickets(batch: readonly Incoming[], rows: ReadonlyMap<string, TicketRow>): string[] {
  const first = new Map<string, number>();
  for (const incoming of batch) {
    if (incoming.kind === 'other') continue;
    const { ticketId, version } = incoming.event;
    if (!first.has(ticketId) && !rows.has(ticketId)) first.set(ticketId, version);
  }
  return [...first].flatMap(([ticketId, version]) => (version > 1 ? [ticketId] : []));
}

/** The checkpoint, nobody else's until the end of the transaction. */
export async function lockCheckpoint(client: pg.ClientBase, generation?: number): Promise<Locked | undefined> {
  const which =
    generation === undefined
      ? `c.generation = (select generation from ${READ}.active)`
      : `c.generation = ${generation}`;
  const [row] = await query<Locked & Record<string, unknown>>(
    client,
    `select c.generation, g.time_zone, c.log_id, c.position from ${READ}.checkpoints c
     join ${READ}.generations g on g.generation = c.generation where ${which} for update of c`,
  );
  return row;
}
