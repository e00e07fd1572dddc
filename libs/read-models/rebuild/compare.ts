import type { Queryable } from '#libs/platform/database.js';
import { query } from '../queries/sql.js';

export interface TableComparison {
  readonly table: string;
  readonly rows: number;
  /** Rows that are in one only, or not the same in both. */
  readonly differences: number;
  /** The keys of the first of them. */
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

interface TableRow {
  table: string;
  keys: string[];
  others: string[];
}

/** The tables of a computation with their keys and other columns. */
async function modelTables(db: Queryable, schema: string): Promise<TableRow[]> {
  return query<TableRow>(
    db,
    `select c.relname as table,
       array_agg(a.attname::text order by a.attnum) filter (where a.attnum = any(k.conkey)) as keys,
       coalesce(array_agg(a.attname::text order by a.attnum) filter (where a.attnum <> all(k.conkey)), '{}') as others
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
     where n.nspname = $1 and c.relkind = 'r' and c.relname <> 'checkpoint'
     group by c.oid, c.relname order by c.oid`,
    [schema],
  );
}

/**
 * Compares two computations row by row and column by column, table after table. Both must stand at the same position in
 * the snapshot of `db`.
 * @param a the schema of one, `b` of the other
 */
export async function compare(db: Queryable, a: string, b: string): Promise<TableComparison[]> {
  const compared: TableComparison[] = [];
  for (const { table, keys, others } of await modelTables(db, a)) {
    const key = keys.map((column) => `'${column}=' || coalesce(a.${column}, b.${column})::text`).join(` || ' ' || `);
    const row = (alias: string): string =>
      `row(${[...keys, ...others].map((column) => `${alias}.${column}`).join(', ')})`;
    const text = `select '${table}' as table, count(*)::integer as rows, count(*) filter (where differs)::integer as differences,
        coalesce((array_agg(key) filter (where differs))[1:${EXAMPLES}], '{}') as examples
      from (select ${key} as key, ${row('a')} is distinct from ${row('b')} as differs
            from ${a}.${table} a full join ${b}.${table} b using (${keys.join(', ')})) c`;
    compared.push(...(await query<TableComparison>(db, text)));
  }
  return compared;
}

/** What each table of a computation holds, as a number that is equal for equal rows: for a comparison across databases. */
export async function digestTables(db: Queryable, schema: string): Promise<Map<string, string>> {
  await db.query("set local time zone 'UTC'");
  const digests = new Map<string, string>();
  for (const { table, keys, others } of await modelTables(db, schema)) {
    const columns = [...keys, ...others].toSorted().join(', ');
    const text = `select concat(count(*), ' ', sum(hashtextextended(row(${columns})::text, 0))) as digest from ${schema}.${table}`;
    digests.set(table, (await db.query<{ digest: string }>(text)).rows[0]?.digest ?? '');
  }
  return digests;
}
