import type pg from 'pg';
import { LAST_POSITION } from '#libs/event-log/read-side.js';
import type { Queryable } from '#libs/platform/database.js';
import { currentSchema } from '../computations.js';

/** Key of the advisory lock that every append holds until it is committed. */
const APPEND_LOCK = '7165064646484781';

/**
 * No append is under way if its lock can be had, shared; the statement after that sees all that were committed. If the read
 * models have them too, nothing can still come at or before the millisecond before this one. One message to the server, so
 * that no append ever waits for this process; a checkpoint that somebody else holds is left as it is.
 */
const mark = (schema: string): string => `do $$
declare
  v_now timestamptz;
begin
  perform from ${schema}.checkpoint for update skip locked;
  if found and pg_try_advisory_xact_lock_shared(${APPEND_LOCK}) then
    v_now := date_trunc('milliseconds', clock_timestamp());
    update ${schema}.checkpoint set complete_until = greatest(complete_until, v_now - interval '1 millisecond')
      where not retired and position = ${LAST_POSITION};
  end if;
end $$;`;

/**
 * Notes, while nothing happens, up to when the read models are complete: `complete_until` of the checkpoint.
 * @returns the current computation, and the position of the last event in the log
 */
export async function markComplete(db: Queryable): Promise<{ schema: string | undefined; head: number }> {
  const schema = await currentSchema(db);
  const text = `${schema ? mark(schema) : ''} select ${LAST_POSITION}::float8 as head`;
  const results = [await db.query(text)].flat() as pg.QueryResult<{ head: number }>[];
  return { schema, head: results.at(-1)?.rows[0]?.head ?? 0 };
}
