/** Milliseconds since 1970 in, timestamptz out. */
type Type = 'uuid' | 'integer' | 'smallint' | 'bigint' | 'text' | 'float8' | 'boolean' | 'ms' | 'words';
export type Column<R> = readonly [name: string, type: Type, pick: (row: R) => unknown];
export const WORD_BREAK = '\u001f';

/** A statement of common table expressions, put together part by part. */
export class Statement {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  /** A common table expression that holds the rows. */
  rows<R>(name: string, rows: readonly R[], columns: readonly Column<R>[]): void {
    const arrays = columns.map(([, type, pick]) => `${this.value(arrayText(rows, pick))}::${arrayType(type)}`);
    const names = columns.map(([column]) => column);
    const selected = columns.map(([column, type]) => `${converted(column, type)} as ${column}`);
    this.part(name, `select ${selected.join(', ')} from unnest(${arrays.join(', ')}) as r (${names.join(', ')})`);
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

/** An array as PostgreSQL reads it. Left to the driver, this would be a fifth of the work of a rebuild. */
function arrayText<R>(rows: readonly R[], pick: (row: R) => unknown): string {
  let text = '';
  for (const row of rows) {
    const value = pick(row);
    const said = typeof value === 'string' ? quoted(value) : String(value ?? 'NULL');
    text += text === '' ? said : `,${said}`;
  }
  return `{${text}}`;
}

function quoted(text: string): string {
  return `"${SPECIAL.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
}
const SPECIAL = /["\\]/;

function arrayType(type: Type): string {
  if (type === 'ms') return 'float8[]';
  return type === 'words' ? 'text[]' : `${type}[]`;
}

function converted(column: string, type: Type): string {
  if (type === 'ms') return `to_timestamp(r.${column} / 1000)`;
  return type === 'words' ? `array_remove(string_to_array(r.${column}, '${WORD_BREAK}'), '')` : `r.${column}`;
}
