import type { Queryable } from '#libs/platform/database.js';
import { query } from './queries/sql.js';
import { READ } from './schema.js';

/** Raised whenever the read models would come out differently for the same events: older generations are rebuilt. */
export const READ_SCHEMA_VERSION = 3;

export interface Generation {
  readonly generation: number;
  readonly state: 'building' | 'live' | 'retired';
  readonly schemaVersion: number;
  readonly timeZone: string;
  readonly active: boolean;
  readonly position: number;
  readonly logId: string | null;
}

/** All generations there are, the newest last. */
export async function listGenerations(db: Queryable): Promise<Generation[]> {
  return query<Generation & Record<string, unknown>>(
    db,
    `select g.generation, g.state, g.schema_version as "schemaVersion", g.time_zone as "timeZone",
       a.generation is not null as active, c.position, c.log_id as "logId"
     from ${READ}.generations g join ${READ}.checkpoints c on c.generation = g.generation
     left join ${READ}.active a on a.generation = g.generation order by g.generation`,
  );
}

/** A new, empty generation for `timeZone`, which nobody reads yet. */
export async function createGeneration(db: Queryable, timeZone: string): Promise<number> {
  const text = `select ${READ}.create_generation($1, $2) as generation`;
  const [row] = await query<{ generation: number }>(db, text, [READ_SCHEMA_VERSION, timeZone]);
  return (row as { generation: number }).generation;
}

/** Gives a generation its indexes and its place beside the others; may take a while. */
export async function attachGeneration(db: Queryable, generation: number): Promise<void> {
  await query(db, `select ${READ}.attach_generation($1)`, [generation]);
  await analyzeGeneration(db, generation);
}

/** Gives the planner its figures of a generation; what was planned before is planned anew, in every session. */
export async function analyzeGeneration(db: Queryable, generation: number): Promise<void> {
  await query(db, `select ${READ}.analyze_generation($1)`, [generation]);
}

/** From now on readers see this generation. */
export async function activateGeneration(db: Queryable, generation: number): Promise<void> {
  await query(db, `select ${READ}.activate_generation($1)`, [generation]);
}

/**
 * Drops a generation that is not the active one.
 * @returns false when a reader still holds it: try again later
 */
export async function dropGeneration(db: Queryable, generation: number): Promise<boolean> {
  try {
    await query(db, `select ${READ}.drop_generation($1)`, [generation]);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') return false;
    throw error;
  }
}

/** Takes a generation out of use and drops it; if a reader still holds it, the next rebuild or start does. */
export async function retireGeneration(db: Queryable, generation: number): Promise<void> {
  await query(db, `update ${READ}.generations set state = 'retired' where generation = $1`, [generation]);
  await dropGeneration(db, generation);
}
