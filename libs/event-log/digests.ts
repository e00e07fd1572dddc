import { leafOf, newSalt, privateHashOf } from './encoding.js';
import type { StoredEvent } from './stored-event.js';

/** How JSON text begins whose first fact is a number that the log is to give: the next one, in the order of the log. */
export const UNNUMBERED = '{"number":0';

const DIGESTS = 80;

/** Events that are to be put behind a version of their stream. */
interface Following {
  readonly stream: string;
  readonly expectedVersion: number;
  readonly events: readonly Omit<StoredEvent, 'position' | 'stream' | 'version' | 'recordedAt' | 'hash'>[];
}

/** Salt, private_hash and leaf of each event: 80 bytes. */
export function digestsOf(requests: readonly Following[]): Buffer {
  const bytes = Buffer.alloc(requests.reduce((count, { events }) => count + events.length, 0) * DIGESTS);
  let at = 0;
  for (const { stream, expectedVersion, events } of requests) {
    for (const [index, event] of events.entries()) {
      const salt = event.private === null ? null : newSalt();
      const privateHash = salt && privateHashOf(salt, event.private ?? '');
      salt?.copy(bytes, at);
      privateHash?.copy(bytes, at + 16);
      const version = expectedVersion + index + 1;
      // One that is to get a number has its leaf made by log.append.
      if (version > 1 || !event.data.startsWith(UNNUMBERED)) {
        leafOf({ ...event, stream, version, privateHash }).copy(bytes, at + 48);
      }
      at += DIGESTS;
    }
  }
  return bytes;
}
