import type { StoredEvent } from '#libs/event-log/stored-event.js';

/** Where the events come from: libs/event-log, given by the process, for the read models do not know it. */
export interface LogSource {
  /** The next events after a position, in order. */
  readAfter(after: number, limit: number): Promise<readonly StoredEvent[]>;
  readHead(): Promise<{ readonly logId: string; readonly position: number }>;
}

/** The events after a position in chunks; the next chunk is fetched while this one is worked on. */
export async function* readAhead(
  log: LogSource,
  after: number,
  upTo: number,
  chunk: number,
): AsyncGenerator<StoredEvent[]> {
  let next = fetch(log, after, upTo, chunk);
  for (;;) {
    const events = await next;
    const last = events.at(-1);
    if (!last) return;
    next = fetch(log, last.position, upTo, chunk);
    // A failure is thrown when its chunk is asked for, not as an unhandled rejection meanwhile.
    next.catch(() => undefined);
    yield events;
  }
}

async function fetch(log: LogSource, after: number, upTo: number, chunk: number): Promise<StoredEvent[]> {
  if (after >= upTo) return [];
  return [...(await log.readAfter(after, Math.min(chunk, upTo - after)))];
}
