import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { HeadWatch } from '#libs/event-log/head-watch.js';
import { readWholeMilliseconds } from '#libs/event-log/read.js';
import { applyBatch, type Applied } from '#libs/read-models/project/apply-batch.js';
import { markComplete } from '#libs/read-models/project/mark-complete.js';
import { isTracing, traceEvent } from '#libs/platform/tracing.js';
import { traceparentOf } from '#libs/tickets/events.js';
import { readable, type Incoming } from '#libs/read-models/project/incoming.js';
import type { UnreadableEventError } from '#libs/tickets/stored-events.js';

/** Events read from the log at once. */
const CHUNK = 2_000;
/** After so long without a notification, in milliseconds, the log is asked, and the time up to now declared complete. */
const IDLE = 1_000;

const logger = new Logger('Projector');

export interface Follow {
  readonly pool: pg.Pool;
  readonly logId: string;
  /** The last position that is in the read models. */
  readonly position: number;
  readonly head: HeadWatch;
  readonly signal: AbortSignal;
  onApplied(applied: Applied, events: number, ms: number): void;
}

/**
 * Brings the events of the log to the read models, in order, one batch at a time: woken by the notification of an append,
 * with a poll as the net. Returns when the signal fires, and when the log ends before the read models do: it was restored.
 * @throws {UnreadableEventError} at an event that this software cannot read, once all before it is applied
 */
export async function followLog(follow: Follow): Promise<void> {
  const { pool, head, signal } = follow;
  let { position } = follow;
  let schema: string | undefined;
  for (let first = true; !signal.aborted; first = false) {
    if (first || !(await head.beyond(position, IDLE, signal))) {
      if (signal.aborted) return;
      const log = await markComplete(pool);
      if (log.head < position) return;
      head.heard(log.head);
      schema = log.schema;
      continue;
    }
    const { applied, stop } = await applyNext(follow, position, schema);
    ({ position, schema } = applied);
    if (stop) throw stop;
  }
}

/** Reads the next events and applies them. Reading shares its way to the server with the begin of the transaction. */
async function applyNext(
  { pool, head, logId, onApplied }: Follow,
  before: number,
  schema?: string,
): Promise<{ applied: Applied; stop?: UnreadableEventError | undefined }> {
  const begun = performance.now();
  const begunAt = Date.now();
  const client = await pool.connect();
  let broken = true;
  try {
    const reading = readNext(client, before);
    const applied = await applyBatch(
      client,
      reading.then(({ batch }) => batch),
      { logId, schema },
    );
    broken = false;
    if (!applied) throw new Error('there are no read models to write to');
    const { batch, stop } = await reading;
    // The head was that of a log that was restored meanwhile.
    if (batch.length === 0 && !stop) head.forget();
    onApplied(applied, Math.max(0, applied.position - before), performance.now() - begun);
    for (const one of batch) if (one.position > before && one.position <= applied.position) trace(one, begunAt);
    return { applied, stop };
  } finally {
    client.release(broken);
  }
}

/** What comes next in the log, up to an event that this software cannot read. */
async function readNext(
  client: pg.ClientBase,
  after: number,
): Promise<{ batch: Incoming[]; stop?: UnreadableEventError }> {
  const rows = await readWholeMilliseconds(client, after, CHUNK);
  const { incoming, stop } = readable(rows);
  // T is the last complete millisecond: what shares its time with an event that cannot be read is not applied either.
  const due = rows[incoming.length]?.recordedAt;
  return { batch: due ? incoming.filter(({ recordedAt }) => recordedAt < due) : incoming, ...(stop && { stop }) };
}

function trace(incoming: Incoming, begunAt: number): void {
  if (incoming.kind !== 'event') return;
  const { type, position, correlationId } = incoming.event;
  if (isTracing()) traceEvent('project', { type, position, traceparent: traceparentOf(incoming.event) }, begunAt);
  logger.debug({ message: `${type} can be read`, position, correlationId });
}
