import type pg from 'pg';
import type { RawEvent } from '../reference/raw-event.js';

/** A row of the log, as far as the checks need it. */
export interface LoggedEvent extends RawEvent {
  readonly hash: string;
  readonly erased: boolean;
}

/** The log up to a position, by SQL of the checks' own. */
export async function readLog(
  db: Pick<pg.ClientBase, 'query'>,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<LoggedEvent[]> {
  const { rows } = await db.query<LoggedEvent>(
    `select position::float8, stream, version, type, encode(hash, 'hex') as hash, data, private, metadata,
       private is null and private_hash is not null as erased, recorded_at as "recordedAt"
     from log.events where position <= $1 order by position`,
    [upTo],
  );
  return rows;
}

/** The text that somebody wrote with this event; empty where there is none. */
export function textOf(event: RawEvent | undefined): string {
  const personal = JSON.parse(event?.private ?? '{}') as { text?: string; description?: string };
  return personal.text ?? personal.description ?? '';
}
