import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { HeadWatch } from '#libs/event-log/head-watch.js';
import { readWholeMilliseconds } from '#libs/event-log/read.js';
import { applyBatch, type Applied } from '#libs/read-models/project/apply-batch.js';
import { markComplete } from '#libs/read-models/project/mark-complete.js';
import { isTracing, traceEvent } from '#libs/platform/tracing.js';
import { traceparentOf } from '#libs/tickets/events.js';
import { readable, type Incoming } from '#libs/read-models/project/incoming.js';

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
    const rows = await readWholeMilliseconds(pool, position, CHUNK);
    // The head was that of a log that was restored meanwhile.
    if (rows.length === 0) head.forget();
    const { incoming, stop } = readable(rows);
    // T is the last complete millisecond: what shares its time with an event that cannot be read is not applied either.
    const due = rows[incoming.length]?.recordedAt;
    const whole = due ? incoming.filter(({ recordedAt }) => recordedAt < due) : incoming;
    if (whole.length > 0) ({ position, schema } = await apply(follow, position, whole, schema));
    if (stop) throw stop;
  }
}

async function apply(
  { pool, logId, onApplied }: Follow,
  before: number,
  batch: readonly Incoming[],
  schema?: string,
): Promise<Applied> {
  const begun = performance.now();
  const begunAt = Date.now();
  const client = await pool.connect();
  let broken = true;
  try {
    const applied = await applyBatch(client, batch, { logId, schema });
    broken = false;
    if (!applied) throw new Error('there are no read models to write to');
    onApplied(applied, Math.max(0, applied.position - before), performance.now() - begun);
    for (const one of batch) {
      if (one.kind !== 'event' || one.position <= before || one.position > applied.position) continue;
      const { type, position, correlationId } = one.event;
      if (isTracing()) traceEvent('project', { type, position, traceparent: traceparentOf(one.event) }, begunAt);
      logger.debug({ message: `${type} can be read`, position, correlationId });
    }
    return applied;
  } finally {
    client.release(broken);
  }
}
