import type { Queryable } from '#libs/platform/database.js';

/**
 * Puts deliveries of a webhook back into the outbox, with the ids they had and all attempts before them.
 * @param position of one event; if not given, all that were given up
 * @returns how many
 */
export async function redeliver(owner: Queryable, target: string, position?: number): Promise<number> {
  const { rowCount } = await owner.query(
    `update notify.deliveries set state = 'waiting', attempts = 0, due_at = clock_timestamp(), done_at = null
     where channel = 'webhook:' || $1 and done_at is not null
       and case when $2::bigint is null then state = 'failed' else positions = array[$2::bigint] end`,
    [target, position ?? null],
  );
  return rowCount ?? 0;
}
