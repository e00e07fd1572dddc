import type pg from 'pg';
import { ask } from '../ask/sql.js';
import type { TicketRow } from '../ticket-row.js';
import { foldBatch, type Changes } from './fold-batch.js';
import type { Incoming } from './incoming.js';
import { loadRows } from './rows.js';
import { writeBatch } from './write-batch.sql.js';

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

export interface Building {
  readonly generation: number;
  /** Rows known from the batches before, by ticket id. */
  readonly cache: Map<string, TicketRow>;
  /** Not attached yet: without indexes and words. */
  readonly bare: boolean;
}
export interface BatchOptions {
  readonly logId: string;
  /** Fills this generation, which nobody reads yet; without it, the active one. */
  readonly building?: Building;
}

/**
 * Applies a batch in one transaction whose first statement locks the checkpoint: a second projector waits there, and then
 * finds the events applied. What is at or before the checkpoint is ignored.
 * @param client outside of a transaction
 * @returns undefined when there is no generation to write to
 */
export async function applyBatch(
  client: pg.ClientBase,
  batch: readonly Incoming[],
  options: BatchOptions,
): Promise<Applied | undefined> {
  await client.query('begin');
  try {
    const applied = await applyLocked(client, batch, options);
    await client.query('commit');
    return applied;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function applyLocked(
  client: pg.ClientBase,
  batch: readonly Incoming[],
  { logId, building }: BatchOptions,
): Promise<Applied | undefined> {
  const checkpoint = await lockCheckpoint(client, building?.generation);
  if (!checkpoint) return undefined;
  const { generation, position } = checkpoint;
  if (checkpoint.log_id !== null && checkpoint.log_id !== logId) {
    throw new OtherLogError(`the read models are those of the log ${checkpoint.log_id}, but the log is ${logId}`);
  }
  const fresh = batch.filter((incoming) => incoming.position > position);
  const [first, last] = [fresh[0], fresh.at(-1)];
  if (!first || !last) return { generation, position, parked: [] };
  if (first.position !== position + 1) return { generation, position, parked: [], missingBefore: first.position };
  const ticketIds = new Set(fresh.flatMap((incoming) => (incoming.kind === 'other' ? [] : [incoming.event.ticketId])));
  const rows = building?.cache ?? new Map<string, TicketRow>();
  const unknown = [...ticketIds].filter((ticketId) => !rows.has(ticketId));
  for (const [ticketId, row] of await loadRows(client, generation, unknown)) rows.set(ticketId, row);
  const changes = foldBatch(rows, fresh);
  const target = { generation, timeZone: checkpoint.time_zone, countWords: !building?.bare, announce: !building };
  const { text, values } = writeBatch(target, changes, { ...last, logId });
  await ask(client, text, values);
  if (target.countWords && hasRewritten(changes)) {
    await ask(client, `delete from read.words_${generation} where tickets <= 0`);
  }
  return { generation, position: last.position, parked: changes.parked };
}

/** The checkpoint, nobody else's until the end of the transaction. */
export async function lockCheckpoint(client: pg.ClientBase, generation?: number): Promise<Locked | undefined> {
  const which =
    generation === undefined ? 'c.generation = (select generation from read.active)' : `c.generation = ${generation}`;
  const [row] = await ask<Locked & Record<string, unknown>>(
    client,
    `select c.generation, g.time_zone, c.log_id, c.position from read.checkpoints c
     join read.generations g on g.generation = c.generation where ${which} for update of c`,
  );
  return row;
}

function hasRewritten({ texts }: Changes): boolean {
  return texts.some(({ version }) => version > 1);
}
