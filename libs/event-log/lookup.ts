import type { Queryable } from '#libs/platform/database.js';
import { numbers } from './read.js';

/** A command that was accepted before. */
export interface StoredCommand {
  readonly id: string;
  /** Null once the texts it was made of were erased. */
  readonly requestHash: Buffer | null;
  readonly stream: string;
  readonly version: number;
  readonly position: number;
  readonly response: string;
}

/** Those of the command ids that were accepted before. For the role of the command side and the owner. */
export async function findCommands(db: Queryable, ids: readonly string[]): Promise<StoredCommand[]> {
  const text = `select id, request_hash as "requestHash", stream, version, position, answer as response
    from log.commands where id = any($1)`;
  return (await db.query<StoredCommand>({ text, values: [ids], types: numbers })).rows;
}

/** The streams that carry these numbers; unknown numbers are absent. */
export async function findNumbers(db: Queryable, wanted: readonly number[]): Promise<Map<number, string>> {
  const text = `select stream, log.stream_number(data) as number from log.events
    where version = 1 and log.stream_number(data) = any($1::bigint[])`;
  const { rows } = await db.query<{ stream: string; number: number }>({
    text,
    values: [wanted],
    types: numbers,
  });
  return new Map(rows.map((row) => [row.number, row.stream]));
}

/** A new number for a stream, by the owner. */
export async function nextNumber(owner: Queryable): Promise<number> {
  const { rows } = await owner.query<{ number: number }>("select nextval('log.stream_numbers')::float8 as number");
  return rows[0]?.number ?? 1;
}

/** The secret that request hashes are keyed with. For the role of the command side and the owner. */
export async function readRequestKey(db: Queryable): Promise<Buffer> {
  const { rows } = await db.query<{ key: Buffer }>('select request_key as key from log.log_identity');
  if (!rows[0]) throw new Error('This database holds no log: run the migrations first.');
  return rows[0].key;
}
