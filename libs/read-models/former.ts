import type pg from 'pg';
import { query } from './queries/sql.js';
import { lockOf, READ } from './schema.js';

/** Whoever reads or writes read models holds this lock of their schema, shared, on a connection that stays. */
const IN_USE = 71_650_793;
/** So long, in milliseconds, a table that somebody looks into is waited for. */
const PATIENCE = 400;

/** From now until the connection ends, the tables of this version (or of `schema`) are in use. */
export async function holdSchema(client: pg.ClientBase, schema = READ): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1, $2)', lockOf(IN_USE, schema));
}

/** The schemas of other versions of the read models. */
export async function listFormer(owner: pg.ClientBase): Promise<string[]> {
  const text = `select nspname as name from pg_namespace where nspname ~ '^read(_[0-9a-f]{12})?$' and nspname <> $1
    and to_regclass(format('%I.generations', nspname)) is not null order by 1`;
  return (await query<{ name: string }>(owner, text, [READ])).map(({ name }) => name);
}

/**
 * Drops the read models of another version.
 * @param owner outside of a transaction
 * @returns false when a process of that version runs
 */
export async function dropFormer(owner: pg.ClientBase, schema: string): Promise<boolean> {
  const lock = lockOf(IN_USE, schema);
  const { rows } = await owner.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', lock);
  if (!rows[0]?.got) return false;
  try {
    await owner.query(`set lock_timeout = ${PATIENCE}`);
    await owner.query(`drop schema ${schema} cascade`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') return false;
    throw error;
  } finally {
    await owner.query('reset lock_timeout');
    await owner.query('select pg_advisory_unlock($1, $2)', lock);
  }
}

/** Drops the read models of other versions, once those of this version are there and nobody uses the others. */
export async function dropUnused(owner: pg.ClientBase): Promise<void> {
  const [active] = await query(owner, `select from ${READ}.active`);
  if (!active) return;
  for (const schema of await listFormer(owner)) await dropFormer(owner, schema);
}
