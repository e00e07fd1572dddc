import type { Queryable } from '#libs/platform/database.js';
import { query } from '../queries/sql.js';
import { READ } from '../schema.js';

/** One computation of the read models: a generation, or a schema of its own made by a replay. */
export type Computation = { readonly generation: number } | { readonly schema: string };

export interface TableComparison {
  readonly table: string;
  readonly rows: number;
  /** Rows that are in one only, or not the same in both. */
  readonly differences: number;
  /** The keys of the first of them. */
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

interface TableRow extends Record<string, unknown> {
  table: string;
  keys: string[];
  others: string[];
}

/** The tables of the read models with their keys and other columns, without `generation`. */
async function modelTables(db: Queryable): Promise<TableRow[]> {
  return query<TableRow>(
    db,
    `select c.relname as table,
       array_agg(a.attname::text order by a.attnum) filter (where a.attnum = any(k.conkey)) as keys,
       coalesce(array_agg(a.attname::text order by a.attnum) filter (where a.attnum <> all(k.conkey)), '{}') as others
     from unnest(${READ}.model_tables()) with ordinality as m (name, n)
     join pg_class c on c.relname = m.name and c.relnamespace = '${READ}'::regnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname <> 'generation'
     join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
     group by m.n, c.relname order by m.n`,
  );
}

function tableOf(computation: Computation, table: string): string {
  if ('generation' in computation) return `${READ}.${table}_${computation.generation}`;
  return `"${computation.schema.replaceAll('"', '""')}"."${table}"`;
}

/**
 * Compares two computations row by row and column by column, table after table. Both must stand at the same position in
 * the snapshot of `db`.
 */
export async function compare(db: Queryable, a: Computation, b: Computation): Promise<TableComparison[]> {
  const compared: TableComparison[] = [];
  for (const { table, keys, others } of await modelTables(db)) {
    const key = keys.map((column) => `'${column}=' || coalesce(a.${column}, b.${column})::text`).join(` || ' ' || `);
    const row = (alias: string): string =>
      `row(${[...keys, ...others].map((column) => `${alias}.${column}`).join(', ')})`;
    const text = `select count(*)::integer as rows, count(*) filter (where differs)::integer as differences,
        (array_agg(key) filter (where differs))[1:${EXAMPLES}] as examples
      from (select ${key} as key, ${row('a')} is distinct from ${row('b')} as differs
            from ${tableOf(a, table)} a full join ${tableOf(b, table)} b using (${keys.join(', ')})) c`;
    const [found] = (await db.query<{ rows: number; differences: number; examples: string[] | null }>(text)).rows;
    compared.push({
      table,
      rows: found?.rows ?? 0,
      differences: found?.differences ?? 0,
      examples: found?.examples ?? [],
    });
  }
  return compared;
}
