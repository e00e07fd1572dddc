import { toColumn } from '../fields.js';

/** Milliseconds since 1970 in, timestamptz out. */
type Type = 'uuid' | 'integer' | 'smallint' | 'bigint' | 'text' | 'float8' | 'boolean' | 'ms' | 'words';
export type Column<R> = readonly [name: string, type: Type, pick: (row: R) => unknown];

/** A column for each of these members: `untilPosition` is `until_position`. */
export function columnsOf<R>(types: { readonly [K in keyof R]: Type }): Column<R>[] {
  return Object.entries<Type>(types).map(([name, type]) => [toColumn(name), type, (row) => row[name as keyof R]]);
}

/** What the values of a type come as. */
const SENT: Partial<Record<Type, string>> = { ms: 'float8', words: 'text[]' };

/** A statement of common table expressions, put together part by part. */
export class Statement {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  /**
   * A common table expression `name` with the rows, and what is done with them: further ones by their names. Nothing where there are
   * no rows.
   */
  rows<R>(name: string, rows: readonly R[], columns: readonly Column<R>[], use: () => Record<string, string>): void {
    if (rows.length === 0) return;
    const json = JSON.stringify(rows.map((row) => record(row, columns)));
    const sent = columns.map(([column, type]) => `${column} ${SENT[type] ?? type}`);
    const read = columns.map(([column, type]) =>
      type === 'ms' ? `to_timestamp(${column} / 1000) as ${column}` : column,
    );
    const source = `json_to_recordset(${this.value(json)}::json) as r (${sent.join(', ')})`;
    const parts = { [name]: `select ${read.join(', ')} from ${source}`, ...use() };
    for (const [part, text] of Object.entries(parts)) this.parts.push(`${part} as (${text})`);
  }

  value(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  text(last: string): string {
    return this.parts.length > 0 ? `with ${this.parts.join(',\n')}\n${last}` : last;
  }
}

/** PostgreSQL takes what is missing for null, and every member costs time. */
function record<R>(row: R, columns: readonly Column<R>[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, , pick] of columns) {
    const value = pick(row);
    if (value !== null) values[name] = value;
  }
  return values;
}
