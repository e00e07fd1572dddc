import type { Bus } from './connect.js';
import { ES_HASH } from './publish.js';
import { deleteStream, ensureStream, readHeader, type StreamHead } from './stream.js';

/** What the bus must know of the log it copies. Hashes are lowercase hex. */
export interface LogFacts {
  head(): Promise<{ readonly logId: string; readonly position: number }>;
  hashAt(position: number): Promise<string | undefined>;
  /** Which of these positions have had their text erased. */
  erasedAmong(positions: readonly number[]): Promise<readonly number[]>;
}

/** The stream holds what the log does not: the log was restored to an earlier moment, or it is another one. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
}

const CURE = 'If the log is right, `helpdesk republish` makes the stream anew from it.';
/** Holes are compared with the log so many at a time. */
const CHUNK = 10_000;

/**
 * Finds the position up to which the stream is a copy of the log, so that publishing can go on behind it. A stream that
 * is not there, was purged, has lost messages that nobody erased, or ends with a stranger's message, is made anew and
 * stands at 0.
 * @throws {DivergedError} when the stream is ahead of the log or its last message is another one
 * @throws {StreamSettingsError} when the server keeps other settings than asked for
 */
export async function findPosition(bus: Bus, log: LogFacts): Promise<number> {
  for (;;) {
    const stream = await ensureStream(bus);
    const ours = await lastIsOurs(bus, stream, log);
    if (ours && (await everyHoleErased(stream, log))) return stream.lastSeq;
    // A stranger may write to the new one, too, before it is looked at.
    await deleteStream(bus);
  }
}

/**
 * False if a stranger wrote it. Two logs with a common past differ in every hash behind it: the last message speaks for
 * all before it.
 */
async function lastIsOurs(bus: Bus, { lastSeq, missing }: StreamHead, log: LogFacts): Promise<boolean> {
  const holes = new Set(missing);
  let last = lastSeq;
  while (holes.has(last)) last--;
  if (last === 0) return true;
  const published = await readHeader(bus, last, ES_HASH);
  if (!published) return false;
  const { position } = await log.head();
  if (last > position)
    throw new DivergedError(`JetStream stands at event ${last}, the log ends at ${position}. ${CURE}`);
  if (published === (await log.hashAt(last))) return true;
  throw new DivergedError(`Event ${last} has another hash in JetStream than in the log. ${CURE}`);
}

async function everyHoleErased({ missing }: StreamHead, log: LogFacts): Promise<boolean> {
  for (let from = 0; from < missing.length; from += CHUNK) {
    const chunk = missing.slice(from, from + CHUNK);
    if ((await log.erasedAmong(chunk)).length < chunk.length) return false;
  }
  return true;
}
