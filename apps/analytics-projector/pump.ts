import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { readAfter, readAt } from '#libs/event-log/read.js';
import type { BusMessage } from '#libs/event-bus/subscribe.js';
import { applyBatch, type Applied } from '#libs/read-models/project/apply-batch.js';
import { readable, type Incoming } from '#libs/read-models/project/incoming.js';
import type { UnreadableEventError } from '#libs/tickets/stored-events.js';
import { fromBus } from './bus-messages.js';

/** Events read from the log at once. */
const CHUNK = 2_000;
/** So long (milliseconds) the bus may take to bring what was appended, before the log is read. */
const GRACE = 25;
/** With more events to catch up, the log is read at once. */
const FAR = 500;
/** After a failure, in milliseconds. */
const RETRY = { first: 100, most: 3_000 };

const logger = new Logger('Projector');

export type Source = 'jetstream' | 'log';
export interface PumpEvents {
  applied(applied: Applied, events: number, source: Source, ms: number): void;
  /** An event that this software cannot read: nothing behind it will be applied. */
  stopped(reason: UnreadableEventError): void;
  /** Something else is wrong; it will be tried again. */
  failed(error: unknown): void;
}

/** Brings events to the read models, in order, whoever has them first: the bus or the log. One batch at a time. */
export class Pump {
  private working: Promise<unknown> = Promise.resolve();
  private target = 0;
  private catching = false;
  private timer: NodeJS.Timeout | undefined;
  private retry = RETRY.first;
  private closed = false;
  /** While true the log waits a moment for the bus. */
  busFlows = false;

  constructor(
    private readonly pool: pg.Pool,
    private readonly logId: string,
    private position: number,
    private readonly on: PumpEvents,
  ) {}

  /** The log reaches to here. */
  reach(position: number): void {
    this.target = Math.max(this.target, position);
    if (this.target <= this.position || this.catching || this.closed) return;
    const wait = this.busFlows && this.target - this.position < FAR ? GRACE : 0;
    if (wait === 0) void this.catchUp();
    else this.timer ??= setTimeout(() => this.graceOver(position), wait);
  }

  /** The bus had its time for all up to here. If it was used, what came after has its own. */
  private graceOver(position: number): void {
    this.timer = undefined;
    if (this.position < position) void this.catchUp();
    else this.reach(this.target);
  }

  /** What the bus brings. Rejects when it could not be applied, so that it is brought again. */
  async take(messages: readonly BusMessage[]): Promise<void> {
    const incoming: Incoming[] = [];
    for (const message of messages) {
      if (message.position <= this.position) continue;
      const one = fromBus(message, this.logId);
      if (!one) break;
      incoming.push(one);
    }
    if (incoming.length > 0) await this.inTurn(() => this.applyFromBus(incoming));
    this.reach(messages.at(-1)?.position ?? 0);
  }

  private async applyFromBus(incoming: readonly Incoming[]): Promise<void> {
    // The log may have been quicker while they waited for their turn.
    const fresh = incoming.filter(({ position }) => position > this.position);
    if (await this.standsInLog(fresh.at(-1))) await this.apply(fresh, 'jetstream');
  }

  /** JetStream may remember what a restored log no longer knows. A hash of the chain speaks for all before it. */
  private async standsInLog(last: Incoming | undefined): Promise<boolean> {
    return last !== undefined && (await readAt(this.pool, last.position))?.hash.equals(last.hash) === true;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.working.catch(() => undefined);
  }

  /** Reads the log until the read models have all that is known to be in it. */
  private async catchUp(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.catching) return;
    this.catching = true;
    try {
      while (this.position < this.target && !this.closed) await this.inTurn(() => this.readLog());
      this.retry = RETRY.first;
    } catch (error) {
      this.on.failed(error);
      this.timer ??= setTimeout(() => void this.catchUp(), this.retry);
      this.retry = Math.min(this.retry * 2, RETRY.most);
    } finally {
      this.catching = false;
    }
  }

  private async readLog(): Promise<void> {
    if (this.position >= this.target) return;
    const rows = await readAfter(this.pool, this.position, CHUNK);
    // The log ends before what was said of it: it was restored. Whoever watches the log finds out.
    if (rows.length === 0) this.target = this.position;
    const { incoming, stop } = readable(rows);
    if (incoming.length > 0) await this.apply(incoming, 'log');
    if (!stop) return;
    this.closed = true;
    this.on.stopped(stop);
  }

  private async apply(incoming: readonly Incoming[], source: Source): Promise<void> {
    if (this.closed) return;
    const started = performance.now();
    const before = this.position;
    const client = await this.pool.connect();
    let broken = true;
    try {
      const applied = await applyBatch(client, incoming, { logId: this.logId });
      broken = false;
      if (!applied) throw new Error('there are no read models to write to');
      this.position = applied.position;
      if (applied.missingBefore) this.target = Math.max(this.target, applied.missingBefore);
      this.on.applied(applied, applied.position - before, source, performance.now() - started);
      tell(
        incoming.filter(({ position }) => position > before && position <= this.position),
        source,
      );
    } finally {
      client.release(broken);
    }
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.working.catch(() => undefined).then(work);
    this.working = mine;
    return mine;
  }
}

/** The last step of what somebody did, under the id it began with. */
function tell(incoming: readonly Incoming[], source: Source): void {
  for (const one of incoming) {
    if (one.kind !== 'event') continue;
    const { type, position, correlationId } = one.event;
    logger.debug({ message: `${type} can be read`, position, source, correlationId });
  }
}
