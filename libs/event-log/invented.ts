import type { Queryable } from '#libs/platform/database.js';

/** Notes that the events of this log are invented, for good. For the owner alone. */
export async function markInvented(owner: Queryable): Promise<void> {
  await owner.query('update log.log_identity set invented = true');
}

/** Whether the log was filled with invented events. For the owner and query-api. */
export async function isInvented(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ invented: boolean }>('select invented from log.log_identity');
  return rows[0]?.invented ?? false;
}
