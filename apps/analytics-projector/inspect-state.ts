import type pg from 'pg';
import { readAt, readHead } from '#libs/event-log/read.js';
import { readCurrentCheckpoint } from '#libs/read-models/queries/checkpoint.js';

/** Further behind than this, in events, building again is faster than catching up. */
const FAR_BEHIND = 100_000;

export interface Inspection {
  readonly logId: string;
  /** Position of the read models. */
  readonly position: number;
  /** Position of the log. */
  readonly head: number;
  /** Why the read models must be built again; undefined when they need not. */
  readonly rebuild?: string;
  /** The ones there are can be kept up to date meanwhile. */
  readonly usable: boolean;
}

/** How far the read models and the log are, and whether the read models belong to that log. */
export async function inspectState(pool: pg.Pool, timeZone: string): Promise<Inspection> {
  const head = await readHead(pool);
  const live = await readCurrentCheckpoint(pool);
  const found = { logId: head.logId, position: live.position, head: head.position };
  if (live.generation === null) return { ...found, rebuild: 'there are none yet', usable: false };
  const foreign = await differentLog(pool, live, head);
  if (foreign) return { ...found, rebuild: foreign, usable: false };
  if (live.timeZone !== timeZone) {
    return { ...found, rebuild: `they are of the time zone ${live.timeZone}, now it is ${timeZone}`, usable: true };
  }
  if (head.position - live.position > FAR_BEHIND) {
    return { ...found, rebuild: `they are ${head.position - live.position} events behind`, usable: true };
  }
  return { ...found, usable: true };
}

async function differentLog(
  pool: pg.Pool,
  live: { logId: string | null; position: number; hash: Buffer | null },
  head: { logId: string; position: number },
): Promise<string | undefined> {
  if (live.position === 0) return undefined;
  if (live.logId !== head.logId) return `they are of the log ${live.logId}, but this is the log ${head.logId}`;
  if (live.position > head.position)
    return `they know event ${live.position}, but the log ends at ${head.position}: it was restored`;
  const event = await readAt(pool, live.position);
  if (event && live.hash && event.hash.equals(live.hash)) return undefined;
  return `event ${live.position} is another one than theirs: the log was restored or changed`;
}
