import type { Queryable } from '#libs/platform/database.js';
import { query } from './sql.js';

/** How many events, in the search path or in `schema`, of a known type could not be applied. */
export async function countParked(db: Queryable, schema?: string): Promise<number> {
  const text = `select count(*)::integer as parked from ${schema ? `${schema}.` : ''}parked`;
  const [row] = await query<{ parked: number }>(db, text);
  return row?.parked ?? 0;
}
