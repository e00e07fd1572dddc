import pg from 'pg';
import type { Queryable } from '#libs/platform/database.js';

/** Collects the values of a statement whose text is put together from parts. */
export class Parameters {
  readonly values: unknown[] = [];

  /** The placeholder of a value. */
  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

const { INT8, TIMESTAMPTZ } = pg.types.builtins;

/** Positions and sums stay far below 2^53; times come in the one form our sessions ask for. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') => {
    if (oid === INT8) return Number;
    if (oid === TIMESTAMPTZ) return parseTime;
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

/** `2026-11-03 09:15:00.123+01` and its shorter forms. */
export function parseTime(text: string): Date {
  const zone = /([+-]\d\d)(?::?(\d\d))?(?::\d\d)?$/.exec(text);
  return new Date(`${text.slice(0, 10)}T${text.slice(11, zone?.index)}${zone?.[1] ?? '+00'}:${zone?.[2] ?? '00'}`);
}

/**
 * For connections that read. Compiling a statement takes longer than running one that answers in milliseconds, and so does
 * planning it for each value: what depends on the values is decided here, or the statement is asked `unplanned`.
 */
export const READ_SETTINGS = '-c jit=off -c plan_cache_mode=force_generic_plan';

/** Statements of a shape seen before are planned once per connection; the number of shapes is bounded. */
const MOST_SHAPES = 300;
const names = new Map<string, string>();

/**
 * Runs a read of the read models.
 * @param unplanned planned again, for these values
 */
export async function query<R extends object>(
  db: Queryable,
  text: string,
  values: readonly unknown[] = [],
  unplanned = false,
): Promise<R[]> {
  let name = names.get(text);
  if (!unplanned && name === undefined && names.size < MOST_SHAPES) names.set(text, (name = `query-${names.size}`));
  const { rows } = await db.query<R & pg.QueryResultRow>({ text, values: [...values], types, ...(name && { name }) });
  return rows;
}
