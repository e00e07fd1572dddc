import { AckPolicy, DeliverPolicy, type JsMsg } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { Bus } from './connect.js';
import { absent, lastMessage, readHead, readMessage, STREAM, toBusMessage, type BusMessage } from './stream.js';

/** What a subscriber has noted of the last event it handled; position 0 when it has handled none. */
export interface Noted {
  readonly position: number;
  readonly logId: string | null;
  readonly hash: string | null;
  /** The newest event up to a position whose hash it has noted too. */
  markBefore?(position: number): Promise<{ readonly position: number; readonly hash: string } | undefined>;
}

export interface Subscription {
  readonly bus: Bus;
  /** Of the durable consumer: what operators see in NATS. */
  readonly name: string;
  /** Handle events behind it. */
  readonly position: number;
  /** Handles events in order, and notes the last one's position; the next ones come once it has resolved. */
  handle(events: readonly BusMessage[]): Promise<void>;
  readonly signal: AbortSignal;
}

/** The stream holds another past than the subscriber has seen: the log was restored, or it is another log. */
export class LogChangedError extends Error {
  override readonly name = 'LogChangedError';
}

/** Events handled at once. */
const BATCH = 500;
/** What was not acknowledged after so long comes again, in milliseconds. */
const ACK_WAIT = 30_000;

/**
 * Compares the stream with the last event that a subscriber has handled.
 * @returns the last position of which there is a message: those behind it may be erased
 * @throws {LogChangedError} when that event is another one there, or one before it where the stream does not reach so far
 * @throws {Error} when the stream does not reach it, and is the same so far: it is being filled again
 */
export async function checkPast(bus: Bus, noted: Noted): Promise<number> {
  const head = await readHead(bus);
  if (!head) throw new Error('JetStream has no stream of events yet');
  const { position, logId, hash } = noted;
  const shorter = head.lastSeq < position;
  const known = shorter ? await noted.markBefore?.(head.lastSeq) : { position, hash };
  const message = known && known.position > 0 ? await readMessage(bus, known.position) : undefined;
  if (message && (message.logId !== logId || message.hash !== known?.hash))
    throw new LogChangedError(`event ${known?.position} in JetStream is another one than the one handled`);
  if (shorter)
    throw new Error(`JetStream is at event ${head.lastSeq}, behind event ${position}: it is being filled again`);
  return lastMessage(head);
}

/**
 * Follows the stream with a durable consumer that is made again behind the given position, so that neither a lost
 * acknowledgement nor a lost consumer changes what comes next. Each event is handed over once, in log order.
 * Returns when the signal fires.
 * @throws when the connection is cut, the stream or the consumer goes away, a message is lost on its way or `handle` throws
 */
export async function subscribe({ bus, name, position, handle, signal }: Subscription): Promise<void> {
  const { consumers } = bus.jetstream;
  await consumers.delete(STREAM, name).catch(absent);
  await consumers.add(STREAM, {
    durable_name: name,
    ack_policy: AckPolicy.All,
    ack_wait: nanos(ACK_WAIT),
    max_ack_pending: 2 * BATCH,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: position + 1,
  });
  const consumer = await bus.jetstream.jetstream().consumers.get(STREAM, name);
  const messages = await consumer.consume({
    max_messages: BATCH,
    idle_heartbeat: 1_000,
    abort_on_missing_resource: true,
  });
  let cut = false;
  const unwatch = bus.onCut(() => {
    cut = true;
    messages.stop();
  });
  const stop = (): void => messages.stop();
  signal.addEventListener('abort', stop);
  let last = position;
  let delivered = 0;
  let waiting: JsMsg[] = [];
  try {
    if (signal.aborted) return;
    for await (const message of messages) {
      delivered += 1;
      if (message.info.deliverySequence !== delivered) throw new Error('JetStream lost a message on its way');
      // A stream that is being filled again begins before the position asked for.
      if (message.seq > last) waiting.push(message);
      last = Math.max(last, message.seq);
      if (message.info.pending > 0 && waiting.length < BATCH) continue;
      await handle(waiting.map((one) => toBusMessage(one, one.headers)));
      waiting = [];
      message.ack();
    }
  } finally {
    unwatch();
    signal.removeEventListener('abort', stop);
    messages.stop();
  }
  if (!signal.aborted)
    throw new Error(cut ? 'the connection to NATS was cut' : 'JetStream ended the delivery of events');
}
