import type pg from 'pg';
import { applyBatch, type BatchOptions } from '../project/apply-batch.js';
import { fromLog } from '../project/incoming.js';
import type { TicketRow } from '../ticket-row.js';
import { readAhead, type LogSource } from './log-source.js';

/** Events in one transaction of a rebuild. */
const CHUNK = 10_000;
/** Rows of tickets kept in memory between batches. */
const MOST_CACHED = 50_000;

/** A rebuild meets an event that cannot be applied; the live read models have it parked. */
export class RebuildStoppedError extends Error {
  override readonly name = 'RebuildStoppedError';
}

export interface FillOptions {
  readonly log: LogSource;
  readonly logId: string;
  readonly generation: number;
  /** Not attached yet. */
  readonly bare: boolean;
  readonly from: number;
  readonly upTo: number;
  /** Stops at an event that cannot be applied instead of parking it. */
  readonly strict: boolean;
  readonly signal?: AbortSignal;
  onProgress?(position: number): void;
}

/**
 * Applies the events after `from` to a generation that nobody else writes to.
 * @returns the position reached
 * @throws {RebuildStoppedError} in a strict rebuild
 */
export async function fill(client: pg.ClientBase, options: FillOptions): Promise<number> {
  const { log, logId, generation, bare, upTo, strict, signal } = options;
  const cache = new Map<string, TicketRow>();
  const batchOptions: BatchOptions = { logId, building: { generation, cache, bare } };
  let position = options.from;
  for await (const events of readAhead(log, position, upTo, CHUNK)) {
    signal?.throwIfAborted();
    const applied = await applyBatch(client, events.map(fromLog), batchOptions);
    const [parked] = applied?.parked ?? [];
    if (strict && parked) {
      throw new RebuildStoppedError(`event ${parked.position} (${parked.type}) cannot be applied: ${parked.reason}`);
    }
    if (!applied || applied.missingBefore) throw new Error(`generation ${generation} was changed by somebody else`);
    position = applied.position;
    shrink(cache);
    options.onProgress?.(position);
  }
  return position;
}

/** Closed tickets seldom change again; beyond the bound the oldest go too. */
function shrink(cache: Map<string, TicketRow>): void {
  for (const [ticketId, row] of cache) if (row.status === 'closed' || cache.size > MOST_CACHED) cache.delete(ticketId);
}
