/** Milliseconds since 1970 in, timestamptz out. */
type Type = 'uuid' | 'integer' | 'smallint' | 'bigint' | 'text' | 'float8' | 'boolean' | 'ms' | 'words';
export type Column<R> = readonly [name: string, type: Type, pick: (row: R) => unknown];

/** What the values of a type come as. */
const SENT: Partial<Record<Type, string>> = { ms: 'float8', words: 'text[]' };

/** A statement of common table expressions, put together part by part. */
export class Statement {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  /** A common table expression that holds the rows. */
  rows<R>(name: string, rows: readonly R[], columns: readonly Column<R>[]): void {
    const json = JSON.stringify(rows.map((row) => record(row, columns)));
    const sent = columns.map(([column, type]) => `${column} ${SENT[type] ?? type}`);
    const read = columns.map(([column, type]) =>
      type === 'ms' ? `to_timestamp(${column} / 1000) as ${column}` : column,
    );
    this.part(
      name,
      `select ${read.join(', ')} from json_to_recordset(${this.value(json)}::json) as r (${sent.join(', ')})`,
    );
  }

  part(name: string, text: string): void {
    this.parts.push(`${name} as (${text})`);
  }

  value(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  text(last: string): string {
    return this.parts.length > 0 ? `with ${this.parts.join(',\n')}\n${last}` : last;
  }
}

function record<R>(row: R, columns: readonly Column<R>[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, , pick] of columns) values[name] = pick(row);
  return values;
}
