import { isDeepStrictEqual } from 'node:util';
import { subjectOfCampus } from '#libs/platform/campus.js';
import { retryUntil } from '#libs/platform/retry.js';
import type { Bus } from './connect.js';
import {
  deleteStream,
  ensureStream,
  lastMessage,
  messagesOf,
  readHead,
  readMessage,
  type BusMessage,
  type StreamHead,
} from './stream.js';

/** What the bus must know of the log it copies. Hashes are lowercase hex. */
export interface LogFacts {
  head(): Promise<{ readonly logId: string; readonly position: number }>;
  hashAt(position: number): Promise<string | undefined>;
  /** Which of these positions have had their text erased. */
  erasedAmong(positions: readonly number[]): Promise<readonly number[]>;
}

/** The stream holds what the log does not: an earlier state of the log was restored, or it is another one. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
}

const CURE =
  'If the log is right, `helpdesk republish` makes the stream again from it; with `--save FILE` it keeps what only JetStream has.';
/** Holes, and messages, are compared with the log so many at a time. */
const CHUNK = 10_000;
const PAGE = 1_000;

/**
 * Finds the position up to which the stream is a copy of the log, so that publishing can go on behind it. A stream that
 * is not there, was purged, has lost messages that nobody erased, or ends with a foreign message, is made again and
 * is at 0.
 * @throws {DivergedError} when the stream is ahead of the log or its last message is another one
 * @throws {StreamSettingsError} when the server keeps other settings than asked for
 */
export async function findPosition(bus: Bus, log: LogFacts): Promise<number> {
  const check = async (): Promise<number> => {
    const stream = await ensureStream(bus);
    if (await isCopy(bus, stream, log)) return stream.lastSeq;
    // A foreign message may come to the new one too, before it is looked at.
    await deleteStream(bus);
    throw new RemadeError();
  };
  return retryUntil(check, { retries: (error) => error instanceof RemadeError });
}

class RemadeError extends Error {}

/**
 * Whether the stream is a copy of the log as far as it goes: every sequence from the first on has a message unless its text
 * was erased, and the last message has the log id and the hash of the log. Two logs with a common past differ in every hash
 * behind it: the last message speaks for all before it. What the messages contain is compared by `findForged`.
 * @returns false when messages are missing, or a foreign one is the last
 * @throws {DivergedError} when the stream is ahead of the log, or its last message is of another log
 */
export async function isCopy(bus: Bus, stream: StreamHead, log: LogFacts): Promise<boolean> {
  const { missing } = stream;
  const last = lastMessage(stream);
  if (last > 0) {
    const message = await readMessage(bus, last);
    if (!message?.hash) return false;
    const { logId, position } = await log.head();
    if (message.logId !== logId) throw new DivergedError(foreign(last, message.logId, logId));
    if (last > position)
      throw new DivergedError(
        `JetStream is at event ${last}, the log ends at ${position}: only JetStream has what is between. ${CURE}`,
      );
    if (message.hash !== (await log.hashAt(last)))
      throw new DivergedError(`Event ${last} has another hash in JetStream than in the log. ${CURE}`);
  }
  for (let from = 0; from < missing.length; from += CHUNK) {
    const chunk = missing.slice(from, from + CHUNK);
    if ((await log.erasedAmong(chunk)).length < chunk.length) return false;
  }
  return true;
}

/**
 * Refuses to go on when the last event in the stream is of another log: whoever deleted the stream would delete theirs.
 * @throws {DivergedError} naming both logs
 */
export async function rejectForeign(bus: Bus, log: LogFacts): Promise<void> {
  const last = lastMessage((await readHead(bus)) ?? { lastSeq: 0, missing: [] });
  const of = last > 0 ? (await readMessage(bus, last))?.logId : undefined;
  const { logId } = await log.head();
  if (of && of !== logId) throw new DivergedError(foreign(last, of, logId));
}

function foreign(seq: number, of: string, logId: string): string {
  return (
    `Event ${seq} in JetStream is of another log, ${of}, not of ${logId}: NATS_URL or DATABASE_URL may be those of another installation. ` +
    'If nobody needs that stream any more, `helpdesk republish --force` makes it again from this log.'
  );
}

/**
 * Compares every message with the one that the log gives: whoever may write to NATS can replace a message and keep its headers.
 * @returns the first position whose message is another one, or whose log id or hash is
 */
export async function findForged(bus: Bus, head: StreamHead, log: LogMessages): Promise<number | undefined> {
  for await (const { position } of messagesNotOf(log, bus, head)) return position;
  return undefined;
}

/** Gives the messages of a log in order. */
interface LogMessages {
  after(position: number, limit: number): Promise<readonly BusMessage[]>;
}

/** The messages that the log gives otherwise, or not at all: those behind its end, forged and foreign ones. */
export async function* messagesNotOf(log: LogMessages, bus: Bus, head: StreamHead): AsyncGenerator<BusMessage> {
  let expected: readonly BusMessage[] = [];
  let index = 0;
  const next = async (after: number): Promise<BusMessage | undefined> => {
    if (index >= expected.length) [expected, index] = [await log.after(after, PAGE), 0];
    return expected[index++];
  };
  let position = 0;
  for await (const message of messagesOf(bus, head)) {
    let due = await next(position);
    while (due && due.position < message.position) due = await next(due.position);
    position = message.position;
    if (!due || due.position !== position || !isSame(message, due)) yield message;
  }
}

/** Attributes that earlier versions did not write. */
const LATER = ['dataschema', 'traceparent', 'tracestate'];

function isSame({ subject, hash, logId, body }: BusMessage, due: BusMessage): boolean {
  if (subject !== subjectOfCampus(due.subject) || hash !== due.hash || logId !== due.logId) return false;
  if (body === due.body) return true;
  try {
    // Another version may have written the members in another order.
    const [found, wanted] = [JSON.parse(body), JSON.parse(due.body)] as [object, Record<string, unknown>];
    for (const name of LATER) if (!(name in found)) delete wanted[name];
    return isDeepStrictEqual(found, wanted);
  } catch {
    return false;
  }
}
