import type { Queryable } from '#libs/platform/database.js';
import { numbers } from './read.js';
import type { StoredEvent } from './stored-event.js';

/** The type of the events that report an erasure: of all before in the stream, or of the one at `position` of its data. */
const ERASURE = 'TextErased';

/**
 * Removes the personal data of a stream from the log for good, and the keyed hashes of the requests that brought it.
 * Hashes of the events stay: the chain still verifies. For the owner or the role helpdesk_operator; may run in one
 * transaction with the append of the event that says so.
 * @param before only what is before this position
 * @param only only the event at this position
 * @returns how many events lost their personal data
 */
export async function eraseStream(db: Queryable, stream: string, before?: number, only?: number): Promise<number> {
  const text = 'select log.erase($1, coalesce($2, 9223372036854775807), $3) as erased';
  const { rows } = await db.query<{ erased: number }>(text, [stream, before, only]);
  return rows[0]?.erased ?? 0;
}

/** Which of these positions have lost their personal data. */
export function erasedAmong(db: Queryable, positions: readonly number[]): Promise<number[]> {
  const text = `select position from log.events
    where position = any($1::bigint[]) and private is null and private_hash is not null`;
  return selectPositions(db, text, [positions]);
}

/** The positions whose personal data went with this event; none unless it reports an erasure. */
export function erasedBy(db: Queryable, { type, stream, position, data }: StoredEvent): Promise<number[]> {
  if (type !== ERASURE) return Promise.resolve([]);
  const { position: only } = JSON.parse(data) as { position?: number };
  if (only !== undefined) return Promise.resolve([only]);
  const text = `select position from log.events where stream = $1 and position < $2 and private_hash is not null`;
  return selectPositions(db, text, [stream, position]);
}

async function selectPositions(db: Queryable, text: string, values: unknown[]): Promise<number[]> {
  const { rows } = await db.query<{ position: number }>({ text, values, types: numbers });
  return rows.map((row) => row.position);
}
