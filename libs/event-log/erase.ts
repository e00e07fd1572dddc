import type { Queryable } from '#libs/platform/database.js';

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
