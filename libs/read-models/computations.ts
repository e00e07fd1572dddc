import type pg from 'pg';
import type { Queryable } from '#libs/platform/database.js';
import { query } from './queries/sql.js';
import { DEFINITION, lockOf } from './schema.js';

/** Whoever reads or writes read models holds this lock of their definition, shared, on a connection that stays. */
const IN_USE = 71_650_793;
/** Held by the one rebuild, or replay of a past time, that runs. */
const REBUILD_LOCK = '7165064646484791';
/** In milliseconds: so long a table that somebody looks into is waited for. */
const DROP_TIMEOUT = 400;

/** One computation of the read models: a schema of plain tables. */
export interface Computation {
  readonly generation: number;
  readonly schema: string;
  readonly timeZone: string;
  /** `filling`: without indexes; `previous`: readers were switched to another one less than ten minutes ago. */
  readonly state: 'filling' | 'filled' | 'current' | 'previous';
  readonly position: number;
  readonly hash: Buffer | null;
  readonly logId: string | null;
}

/** The schema that readers see; undefined while there is none. */
export async function currentSchema(db: Queryable): Promise<string | undefined> {
  const [row] = await query<{ current: string | null }>(
    db,
    'select current from read_models.definitions where definition = $1',
    [DEFINITION],
  );
  return row?.current ?? undefined;
}

/** All computations of this definition, the newest last. */
export async function listComputations(db: Queryable): Promise<Computation[]> {
  const text =
    'select generation, schema, time_zone as "timeZone", state from read_models.computations where definition = $1';
  const found = await query<Computation>(db, `${text} order by generation`, [DEFINITION]);
  const computations: Computation[] = [];
  for (const one of found) {
    const checkpoint = await db
      .query<{ position: string; hash: Buffer | null; logId: string | null }>(
        `select position, hash, log_id as "logId" from ${one.schema}.checkpoint`,
      )
      .catch(ifDropped);
    const [row] = checkpoint?.rows ?? [];
    if (row) computations.push({ ...one, ...row, position: Number(row.position) });
  }
  return computations;
}

function ifDropped(error: unknown): undefined {
  if ((error as { code?: string }).code !== '42P01') throw error;
}

/** A new, empty computation for `timeZone`, which nobody reads yet. */
export async function createComputation(db: Queryable, timeZone: string): Promise<string> {
  const text = 'select read_models.create_computation($1, $2) as schema';
  const [row] = await query<{ schema: string }>(db, text, [DEFINITION, timeZone]);
  return (row as { schema: string }).schema;
}

/** Gives a computation its indexes; may take a while. */
export async function indexComputation(db: Queryable, schema: string): Promise<void> {
  await query(db, 'select read_models.index_computation($1)', [schema]);
  await analyzeComputation(db, schema);
}

/** Gives the planner its figures of a computation; what was planned before is planned again, in every session. */
export async function analyzeComputation(db: Queryable, schema: string): Promise<void> {
  await query(db, 'select read_models.analyze_computation($1)', [schema]);
}

/** From now on readers see this computation; the caller holds the checkpoint of the one before, at the same position. */
export async function switchTo(db: Queryable, schema: string): Promise<void> {
  await query(db, 'select read_models.switch_to($1)', [schema]);
}

/**
 * Drops a computation that readers do not see.
 * @returns false when somebody still holds it: try again later
 */
export async function dropComputation(db: Queryable, schema: string): Promise<boolean> {
  return ifNotHeld(async () => {
    const current = await currentSchema(db);
    if (current) await query(db, `update ${current}.checkpoint set follower = null where follower = $1`, [schema]);
    await query(db, 'select read_models.drop_computation($1)', [schema]);
  });
}

/**
 * Drops the computations that readers have not seen for ten minutes, and feeds none any longer that a rebuild left behind when it was
 * killed.
 */
export async function dropPrevious(db: Queryable): Promise<void> {
  const current = await currentSchema(db);
  if (!current) return;
  await query(
    db,
    `update ${current}.checkpoint set follower = null where follower is not null and pg_try_advisory_xact_lock($1)`,
    [REBUILD_LOCK],
  );
  const text = `select schema from read_models.computations
    where definition = $1 and state = 'previous' and since < now() - interval '10 minutes'`;
  for (const { schema } of await query<{ schema: string }>(db, text, [DEFINITION])) await dropComputation(db, schema);
}

export class RebuildRunningError extends Error {
  override readonly name = 'RebuildRunningError';
}

/**
 * Runs `work` while no rebuild or replay does.
 * @param timeout how long one that runs is waited for, in milliseconds from 1
 * @throws {RebuildRunningError} when it still runs then
 */
export async function asOnlyRebuild<T>(client: pg.ClientBase, work: () => Promise<T>, timeout = 1): Promise<T> {
  await client.query(`set lock_timeout = ${timeout}`);
  const hasLock = await ifNotHeld(() => query(client, 'select pg_advisory_lock($1)', [REBUILD_LOCK]));
  await client.query('reset lock_timeout');
  if (!hasLock) throw new RebuildRunningError('The read models are being rebuilt: wait until that is done.');
  try {
    return await work();
  } finally {
    await query(client, 'select pg_advisory_unlock($1)', [REBUILD_LOCK]).catch(() => undefined);
  }
}

/** From now until the connection ends, the read models of this definition (or of `name`) are in use. */
export async function pinDefinition(client: pg.ClientBase, name?: string): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1, $2)', lockOf(IN_USE, name));
}

/** Other definitions, and the schemas of versions that had one for all of their read models: `read_<definition>`. */
export async function listOtherDefinitions(owner: pg.ClientBase): Promise<string[]> {
  const text = `select nspname as name from pg_namespace where nspname ~ '^read(_[0-9a-f]{12})?$'
    and to_regclass(format('%I.generations', nspname)) is not null
    union select 'read_' || definition from read_models.definitions where definition <> $1 order by 1`;
  return (await query<{ name: string }>(owner, text, [DEFINITION])).map(({ name }) => name);
}

/**
 * Drops the read models of another definition.
 * @param owner outside of a transaction
 * @returns false when a process of that version runs
 */
export async function dropDefinition(owner: pg.ClientBase, name: string): Promise<boolean> {
  const lock = lockOf(IN_USE, name);
  const { rows } = await owner.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', lock);
  if (!rows[0]?.got) return false;
  try {
    await owner.query(`set lock_timeout = ${DROP_TIMEOUT}; set client_min_messages = warning`);
    return await ifNotHeld(async () => {
      const text = 'select schema from read_models.computations where definition = $1';
      const definition = name.replace('read_', '');
      const found = await query<{ schema: string }>(owner, text, [definition]);
      for (const schema of [name, ...found.map((one) => one.schema)]) {
        await owner.query(`drop schema if exists ${schema} cascade`);
      }
      await owner.query('delete from read_models.definitions where definition = $1', [definition]);
    });
  } finally {
    await owner.query('reset lock_timeout; reset client_min_messages');
    await owner.query('select pg_advisory_unlock($1, $2)', lock);
  }
}

/**
 * Drops the read models of other definitions, once those of this one are there and nobody uses the others. Who reads from a standby
 * cannot show here what it uses: while one follows, the others are kept for a day.
 */
export async function dropUnused(owner: pg.ClientBase): Promise<void> {
  const text = `select exists (select from pg_stat_replication) and c.since > now() - interval '1 day' as kept
    from read_models.definitions d join read_models.computations c on c.schema = d.current where d.definition = $1`;
  const [current] = await query<{ kept: boolean }>(owner, text, [DEFINITION]);
  if (!current || current.kept) return;
  for (const name of await listOtherDefinitions(owner)) await dropDefinition(owner, name);
}

async function ifNotHeld(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') return false;
    throw error;
  }
}
