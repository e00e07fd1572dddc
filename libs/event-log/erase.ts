import type { Queryable } from '#libs/platform/database.js';
import { numbers } from './read.js';

/**
 * Removes the private text of a stream from the log for good, and the keyed hashes of the requests that brought it.
 * Hashes of the events stay: the chain still verifies. For the owner or the role helpdesk_operator; may run in one
 * transaction with the append of the event that says so.
 * @returns how many events lost their text
 */
export async function eraseStream(db: Queryable, stream: string): Promise<number> {
  const { rows } = await db.query<{ erased: number }>('select log.erase($1) as erased', [stream]);
  return rows[0]?.erased ?? 0;
}

/** Which of these positions have lost their private text. */
export function erasedAmong(db: Queryable, positions: readonly number[]): Promise<number[]> {
  const text = `select position from log.events
    where position = any($1::bigint[]) and private is null and private_hash is not null`;
  return selectPositions(db, text, [positions]);
}

/** The positions of a stream before this one that have, or had, private text. */
export function privateBefore(db: Queryable, stream: string, position: number): Promise<number[]> {
  const text = `select position from log.events where stream = $1 and position < $2 and private_hash is not null`;
  return selectPositions(db, text, [stream, position]);
}

async function selectPositions(db: Queryable, text: string, values: unknown[]): Promise<number[]> {
  const { rows } = await db.query<{ position: number }>({ text, values, types: numbers });
  return rows.map((row) => row.position);
}
