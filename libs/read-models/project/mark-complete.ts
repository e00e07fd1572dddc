import type pg from 'pg';
import type { Queryable } from '#libs/platform/database.js';
import { READ } from '../schema.js';

/** Key of the advisory lock that every append holds until it is committed. */
const APPEND_LOCK = '7165064646484781';

/**
 * No append is under way if its lock can be had, shared; the statement after that sees all that were committed. If the read
 * models have them too, nothing can still come at or before the millisecond before this one. One message to the server, so
 * that no append ever waits for this process; a checkpoint that somebody else holds is left as it is.
 */
const MARK = `do $$
declare
  v_now timestamptz;
begin
  perform from ${READ}.checkpoints c join ${READ}.active a using (generation) for update of c skip locked;
  if found and pg_try_advisory_xact_lock_shared(${APPEND_LOCK}) then
    v_now := date_trunc('milliseconds', clock_timestamp());
    update ${READ}.checkpoints c set complete_until = greatest(complete_until, v_now - interval '1 millisecond')
      from ${READ}.active a where a.generation = c.generation
      and c.position = (select coalesce(max(position), 0) from log.events);
  end if;
end $$;
select coalesce(max(position), 0)::float8 as head from log.events`;

/**
 * Notes, while nothing happens, up to when the read models are complete: `complete_until` of the checkpoint.
 * @returns the position of the last event in the log
 */
export async function markComplete(db: Queryable): Promise<number> {
  const results = (await db.query(MARK)) as unknown as pg.QueryResult<{ head: number }>[];
  return results.at(-1)?.rows[0]?.head ?? 0;
}
