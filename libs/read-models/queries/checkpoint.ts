import type { Queryable } from '#libs/platform/database.js';
import { READ } from '../schema.js';
import { query } from './sql.js';

/** How far the active generation is. */
export interface Checkpoint {
  readonly generation: number | null;
  readonly timeZone: string | null;
  readonly schemaVersion: number | null;
  readonly logId: string | null;
  readonly position: number;
  /** Chain hash of the event at the position. */
  readonly hash: Buffer | null;
  readonly recordedAt: Date | null;
  /** Why the projector does not go on; null while it does. */
  readonly stopped: string | null;
}

/** The checkpoint that readers see; position 0 while there is no generation yet. */
export async function readCheckpoint(db: Queryable): Promise<Checkpoint> {
  const [row] = await query<Checkpoint & Record<string, unknown>>(
    db,
    `select a.generation, g.time_zone as "timeZone", g.schema_version as "schemaVersion", c.log_id as "logId",
       coalesce(c.position, 0) as position, c.hash, c.recorded_at as "recordedAt", c.stopped
     from (select) one left join ${READ}.active a on true
     left join ${READ}.generations g on g.generation = a.generation
     left join ${READ}.checkpoints c on c.generation = a.generation`,
  );
  return row as Checkpoint;
}
