import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import type { StoredEvent } from '#libs/event-log/stored-event.js';
import { inTransaction, lockCheckpoint, unknownTickets, writeChanges } from '../project/apply-batch.js';
import type { Changes } from '../project/changes.js';
import { foldBatch } from '../project/fold-batch.js';
import { fromLog, type Incoming } from '../project/incoming.js';
import { loadRows } from '../project/rows.js';
import { writeBatch } from '../project/write-batch.sql.js';
import { readCheckpoint } from '../queries/checkpoint.js';
import type { TicketRow } from '../fields.js';
import { readAhead, type LogSource } from './log-source.js';

/** Events in one transaction of a rebuild. */
const CHUNK = 10_000;
const IN_ONE_GO = 500;
/** Rows of tickets kept in memory between batches. */
const MOST_CACHED = 50_000;

/** A rebuild meets an event that cannot be applied; the live read models have it parked. */
export class RebuildStoppedError extends Error {
  override readonly name = 'RebuildStoppedError';
}

export interface FillOptions {
  readonly log: LogSource;
  readonly logId: string;
  readonly schema: string;
  /** Its tables have no indexes yet. */
  readonly filling: boolean;
  readonly from: number;
  readonly upTo: number;
  /** Stops at an event that cannot be applied instead of parking it. */
  readonly strict: boolean;
  readonly signal?: AbortSignal;
  onProgress?(position: number): void;
}

/**
 * Applies the events after `from` to a computation that nobody else writes to. A batch is folded, and its statement made, while
 * PostgreSQL writes the one before.
 * @returns the position reached
 * @throws {RebuildStoppedError} in a strict rebuild
 */
export async function fill(client: pg.ClientBase, options: FillOptions): Promise<number> {
  const { log, logId, schema, filling, from, upTo, strict, signal } = options;
  const target = { schema, filling, timeZone: (await readCheckpoint(client, schema)).timeZone ?? 'UTC' };
  const cache = new Map<string, TicketRow>();
  let position = from;
  let writing: Promise<unknown> = Promise.resolve();
  try {
    for await (const events of readAhead(log, from, upTo, CHUNK)) {
      signal?.throwIfAborted();
      const batch = await readEvents(events);
      const unknown = unknownTickets(batch, cache);
      if (unknown.length > 0) {
        await writing;
        for (const [ticketId, row] of await loadRows(client, schema, unknown)) cache.set(ticketId, row);
      }
      const changes = foldBatch(cache, batch);
      const [parked] = changes.parked;
      if (strict && parked) {
        throw new RebuildStoppedError(`event ${parked.position} (${parked.type}) cannot be applied: ${parked.reason}`);
      }
      const to = { ...(batch.at(-1) as Incoming), logId };
      const statement = writeBatch(target, changes, to);
      await writing;
      options.onProgress?.(position);
      const after = position;
      writing = inTransaction(client, async () => {
        const checkpoint = await lockCheckpoint(client, schema);
        if (checkpoint.position !== after) throw new Error(`the computation ${schema} was changed by somebody else`);
        return writeChanges(client, target, changes, to, statement);
      });
      writing.catch(() => undefined);
      position = to.position;
      shrink(cache, changes);
    }
    await writing;
    options.onProgress?.(position);
    return position;
  } finally {
    await writing.catch(() => undefined);
  }
}

/** In between, what waits is let through: the statements of the batch before, and the rows of the next. */
async function readEvents(events: readonly StoredEvent[]): Promise<Incoming[]> {
  const batch: Incoming[] = [];
  for (const event of events) {
    batch.push(fromLog(event));
    if (batch.length % IN_ONE_GO === 0) await setImmediate();
  }
  return batch;
}

/** Tickets that were closed before this batch seldom change again; beyond the bound the oldest go too. */
function shrink(cache: Map<string, TicketRow>, { tickets }: Changes): void {
  const changed = new Set(tickets);
  for (const [ticketId, row] of cache) {
    if ((row.status === 'closed' && !changed.has(row)) || cache.size > MOST_CACHED) cache.delete(ticketId);
  }
}
