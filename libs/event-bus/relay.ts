import { setImmediate as nextTurn } from 'node:timers/promises';
import { retryUntil } from '#libs/platform/retry.js';
import type { Bus } from './connect.js';
import { findPosition, isCopy, rejectForeign, type LogFacts } from './position-check.js';
import { Publisher, ResyncError } from './publish.js';
import { deleteStream, eraseMessages, type BusMessage } from './stream.js';

/** The log as the relay reads it. */
export interface RelaySource extends LogFacts {
  /** The next messages behind a position, in order, without a hole, at most `limit`. */
  after(position: number, limit: number): Promise<readonly BusMessage[]>;
}

export interface RelayRun {
  readonly bus: Bus;
  readonly source: RelaySource;
  /** Called with the last position of the stream at first, and as it grows. */
  onPosition(position: number): void;
  /** Waits until the log may hold more than `position` or the signal fires; false ends the run. */
  more(position: number, signal: AbortSignal): Promise<boolean>;
}

/** Messages read at once: few enough to leave the process free for others between two reads. */
const BATCH = 250;

/**
 * Copies the log into the stream behind what is there, until `more` says no. Keeps no position of its own: the stream
 * is asked how far it is.
 * @throws {ResyncError} when NATS or another relay came between: run again
 * @throws {DivergedError} when the stream is not a copy of this log
 */
export async function relay({ bus, source, onPosition, more }: RelayRun): Promise<void> {
  let position = await findPosition(bus, source);
  onPosition(position);
  const publisher = new Publisher(bus, position, onPosition, (stream) => isCopy(bus, stream, source));
  let ahead: Promise<readonly BusMessage[]> | undefined;
  try {
    while (await more(position, publisher.failed)) {
      publisher.check();
      const messages = await (ahead ?? source.after(position, BATCH));
      // Behind a full batch comes another one: it is read while this one is published.
      ahead = messages.length < BATCH ? undefined : source.after(position + BATCH, BATCH);
      ahead?.catch(() => undefined);
      for (const part of beforeErasures(messages)) {
        if (part[0]?.erases?.length) {
          await publisher.settled();
          await eraseMessages(bus, part[0].erases);
        }
        await publisher.publish(part);
      }
      position = messages.at(-1)?.position ?? position;
      await nextTurn();
    }
    await publisher.settled();
  } finally {
    publisher.close();
  }
}

/**
 * Deletes the stream and fills it from the log again, up to where the log ends now. A relay that runs at the same time
 * does no harm: it notices, and helps.
 * @param onProgress positions done, and in all
 * @param options `force` deletes the stream of another log too
 * @throws {DivergedError} when the stream is of another log
 */
export async function republish(
  bus: Bus,
  source: RelaySource,
  onProgress: (done: number, total: number) => void,
  options: { readonly force?: boolean } = {},
): Promise<number> {
  if (!options.force) await rejectForeign(bus, source);
  const total = (await source.head()).position;
  await deleteStream(bus);
  const onPosition = (position: number) => onProgress(Math.min(position, total), total);
  const more = (position: number) => Promise.resolve(position < total);
  let attempts = 0;
  const retries = (error: unknown): boolean => error instanceof ResyncError && ++attempts < ATTEMPTS;
  await retryUntil(() => relay({ bus, source, onPosition, more }), { longest: 50, retries });
  return total;
}

/** Cuts before every message that reports an erasure. */
function beforeErasures(messages: readonly BusMessage[]): BusMessage[][] {
  const parts: BusMessage[][] = [[]];
  for (const message of messages) {
    if (message.erases?.length) parts.push([]);
    parts.at(-1)?.push(message);
  }
  return parts;
}

/** A relay at work and a refill take turns a few times at most before the stream is full. */
const ATTEMPTS = 100;
