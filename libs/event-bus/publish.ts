import { JetStreamApiError } from '@nats-io/jetstream';
import { createInbox, headers, type Msg, type Subscription } from '@nats-io/transport-node';
import { subjectOfCampus } from '#libs/platform/campus.js';
import type { Bus } from './connect.js';
import {
  ES_HASH,
  ES_LOG_ID,
  ES_POSITION,
  MSG_ID,
  readHead,
  STREAM,
  type BusMessage,
  type StreamHead,
} from './stream.js';

/** The stream did not take a message at its position. The cure is always the same: ask how far the stream is. */
export class ResyncError extends Error {
  override readonly name = 'ResyncError';
}

/** Messages on their way at most. */
const WINDOW = 1_000;
/** Without any answer for this long (milliseconds) the publisher gives up. */
const TIMEOUT = 5_000;

/**
 * Publishes in order, many at a time, each only onto its predecessor (Nats-Expected-Last-Sequence): two publishers at
 * once cannot leave a hole, a repeat or another order. After a failure it takes nothing more.
 */
export class Publisher {
  private readonly failing = new AbortController();
  /** Fires after a failure, and when closed. */
  readonly failed: AbortSignal = this.failing.signal;
  private readonly inbox = createInbox();
  private readonly answers: Subscription;
  private readonly unwatch: () => void;
  private readonly idle: NodeJS.Timeout;
  private failure: Error | undefined;
  private lastSent = 0;
  /** Id of the message sent before: it must be the last one in the stream, or a foreign message has come between. */
  private lastId: string | undefined;
  private lastHeard = Date.now();
  private wake: (() => void) | undefined;

  /**
   * @param confirmed the last sequence of the stream
   * @param onConfirmed called as the stream grows
   * @param isCopy called now and then while nothing is published: whether the stream is still a copy of the log
   */
  constructor(
    private readonly bus: Bus,
    private confirmed: number,
    private readonly onConfirmed: (position: number) => void,
    private readonly isCopy: (stream: StreamHead) => Promise<boolean>,
  ) {
    this.lastSent = confirmed;
    this.answers = bus.nats.subscribe(`${this.inbox}.*`, { callback: (error, msg) => this.hear(error, msg) });
    this.unwatch = bus.onCut(() => this.fail(new ResyncError('the connection to NATS was cut')));
    this.idle = setInterval(() => void this.checkIdle(), 1_000);
    this.idle.unref();
  }

  /**
   * Sends the messages, waiting while too many are on their way. What goes out without a wait goes out in one write.
   * @throws {ResyncError} after a failure, of an earlier message too
   */
  async publish(messages: readonly BusMessage[]): Promise<void> {
    for (const message of messages) {
      if (this.lastSent - this.confirmed >= WINDOW) await this.below(WINDOW / 2);
      this.check();
      this.send(message);
    }
  }

  /** @throws {ResyncError} after a failure */
  check(): void {
    if (this.failure) throw this.failure;
  }

  /**
   * Resolves when everything sent is in the stream.
   * @throws {ResyncError} when something is not
   */
  async settled(): Promise<void> {
    await this.below(0);
    this.check();
  }

  close(): void {
    this.fail(new ResyncError('the publisher was closed'));
    clearInterval(this.idle);
    this.unwatch();
    if (!this.bus.nats.isClosed()) this.answers.unsubscribe();
  }

  private send(message: BusMessage): void {
    const { position, subject, id, logId, hash, traceparent, tracestate, body } = message;
    if (position !== this.lastSent + 1) throw new RangeError(`position ${position} cannot follow ${this.lastSent}`);
    const header = headers();
    header.set(MSG_ID, id);
    header.set('Nats-Expected-Stream', STREAM);
    header.set('Nats-Expected-Last-Sequence', String(position - 1));
    if (this.lastId) header.set('Nats-Expected-Last-Msg-Id', this.lastId);
    header.set(ES_POSITION, String(position));
    header.set(ES_HASH, hash);
    header.set(ES_LOG_ID, logId);
    if (traceparent) header.set('traceparent', traceparent);
    if (tracestate) header.set('tracestate', tracestate);
    if (this.lastSent === this.confirmed) this.lastHeard = Date.now();
    this.bus.nats.publish(subjectOfCampus(subject), body, { headers: header, reply: `${this.inbox}.${position}` });
    this.lastSent = position;
    this.lastId = id;
  }

  private hear(error: Error | null, msg: Msg): void {
    if (this.failure) return;
    if (error) return this.fail(error);
    if (msg.headers?.code) return this.fail(new ResyncError(`nobody keeps the stream (${msg.headers.code})`));
    const position = Number(msg.subject.slice(this.inbox.length + 1));
    const answer = msg.json<Answer>();
    if (answer.error) return this.fail(errorOf(answer.error));
    if (answer.duplicate) return this.fail(new ResyncError(`event ${position} was in the stream already`));
    if (answer.seq !== position || position !== this.confirmed + 1) {
      return this.fail(new ResyncError(`event ${position} came to be at ${answer.seq}`));
    }
    this.confirmed = position;
    this.lastHeard = Date.now();
    this.onConfirmed(position);
    this.wake?.();
  }

  /** A stream that somebody deleted or replaced is noticed here when nothing is published. */
  private async checkIdle(): Promise<void> {
    if (Date.now() - this.lastHeard < TIMEOUT) return;
    if (this.confirmed !== this.lastSent) {
      return this.fail(new ResyncError(`NATS did not confirm event ${this.confirmed + 1}`));
    }
    this.lastHeard = Date.now();
    const expected = this.confirmed;
    try {
      const head = await readHead(this.bus);
      const intact = head?.lastSeq === expected && (await this.isCopy(head));
      if (intact || expected !== this.confirmed || expected !== this.lastSent) return;
      this.fail(new ResyncError(`the stream was replaced or changed: it is at ${head?.lastSeq ?? 'nothing'}`));
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.failing.abort();
    this.wake?.();
  }

  /** Waits until no more than so many messages are on their way, or for a failure. */
  private async below(count: number): Promise<void> {
    while (!this.failure && this.lastSent - this.confirmed > count) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

interface Answer {
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly code: number; readonly err_code: number; readonly description: string };
}

function errorOf(error: NonNullable<Answer['error']>): Error {
  return new ResyncError(error.description, { cause: new JetStreamApiError(error) });
}
