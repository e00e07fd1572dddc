import type { Queryable } from '#libs/platform/database.js';
import { currentSchema } from '../computations.js';
import { ReadModelsMissingError } from '../read-pool.js';
import { query } from './sql.js';

/** How far the current computation is. */
export interface Checkpoint {
  readonly generation: number | null;
  readonly timeZone: string | null;
  readonly logId: string | null;
  readonly position: number;
  /** Chain hash of the event at the position. */
  readonly hash: Buffer | null;
  readonly recordedAt: Date | null;
  /** Why the projector does not go on; null while it does. */
  readonly stopped: string | null;
  /** How many events of a known type could not be applied. */
  readonly parked: number;
}
const NONE: Checkpoint = {
  generation: null,
  timeZone: null,
  logId: null,
  position: 0,
  hash: null,
  recordedAt: null,
  stopped: null,
  parked: 0,
};

/** The checkpoint that readers see, of the search path or of `schema`; position 0 while there are no read models yet. */
export async function readCheckpoint(db: Queryable, schema?: string): Promise<Checkpoint> {
  const of = schema ? `${schema}.` : '';
  const text = `select generation, time_zone as "timeZone", log_id as "logId", position, hash, recorded_at as "recordedAt", stopped,
      (select count(*)::integer from ${of}parked) as parked
    from ${of}checkpoint`;
  try {
    const [row] = await query<Checkpoint>(db, text);
    return row as Checkpoint;
  } catch (error) {
    if (error instanceof ReadModelsMissingError) return NONE;
    throw error;
  }
}

/** The same for a connection without the search path of readers. */
export async function readCurrentCheckpoint(db: Queryable): Promise<Checkpoint> {
  const schema = await currentSchema(db);
  return schema ? readCheckpoint(db, schema) : NONE;
}
