import type { Queryable } from '#libs/platform/database.js';
import { READ } from '../schema.js';
import { ACTIVE, query } from './sql.js';

/** How many events of a known type could not be applied. */
export async function countParked(db: Queryable): Promise<number> {
  const text = `select count(*)::integer as parked from ${READ}.parked where generation = ${ACTIVE}`;
  const [row] = await query<{ parked: number }>(db, text);
  return row?.parked ?? 0;
}
