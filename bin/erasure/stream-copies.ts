import type pg from 'pg';
import type { Bus } from '#libs/event-bus/connect.js';
import { readHead as readStreamHead, readMessage } from '#libs/event-bus/stream.js';
import { COLUMNS, numbers, readHead } from '#libs/event-log/read.js';
import type { StoredEvent } from '#libs/event-log/stored-event.js';
import { toPublished } from '#libs/tickets/published-event.js';

/** Events of a stream before a position whose text is gone. */
const ERASED = `select ${COLUMNS} from log.events
  where stream = $1 and position < $2 and private is null and private_hash is not null order by position`;

/** True once JetStream has the event that tells of the erasure, and of those before it nothing but what the log still says. */
export async function isOutOfJetStream(owner: pg.Client, bus: Bus, stream: string, position: number): Promise<boolean> {
  const head = await readStreamHead(bus);
  if (!head) return true;
  if (head.lastSeq < position) return false;
  const { logId } = await readHead(owner);
  const { rows } = await owner.query<StoredEvent>({ text: ERASED, values: [stream, position], types: numbers });
  for (const row of rows) {
    const body = (await readMessage(bus, row.position))?.body;
    if (body !== undefined && contentOf(body) !== contentOf(toPublished(row, logId).body)) return false;
  }
  return true;
}

/** What may hold words; versions of this software differ in the other attributes. */
function contentOf(body: string): string {
  const { data, name } = JSON.parse(body) as { data: unknown; name?: string };
  return JSON.stringify([data, name ?? null]);
}
