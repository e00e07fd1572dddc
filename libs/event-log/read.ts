import pg from 'pg';
import type { Queryable } from '#libs/platform/database.js';
import type { Seal, StoredEvent } from './stored-event.js';

/** Where the log ends. An empty one has position 0 and 32 zero bytes. */
export interface LogHead {
  readonly logId: string;
  readonly position: number;
  readonly hash: Buffer;
  readonly recordedAt: Date | null;
}

export const ZERO_HASH = Buffer.alloc(32);

/** Positions stay far below 2^53: int8 is read as a number. */
export const numbers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** The columns of a StoredEvent. */
export const COLUMNS = `position, stream, version, event_id as "eventId", type, schema_version as "schemaVersion", data, private,
  metadata, recorded_at as "recordedAt", hash`;

/** Those and the columns of a Seal. */
const SEALED_COLUMNS = `${COLUMNS}, salt, private_hash as "privateHash", leaf`;

/**
 * Runs a read of the log; for the readers in this folder.
 * @param name a plan that was cached while the table was tiny would walk through all of it for ever: only for sessions that never do
 */
export async function select<R extends pg.QueryResultRow>(
  db: Queryable,
  text: string,
  values: unknown[],
  name?: string,
): Promise<R[]> {
  const { rows } = await db.query<R>({ text, values, types: numbers, ...(name && { name }) });
  return rows;
}

/** The same as `readAfter`, with what their hashes are made of. */
export function readSealed(db: Queryable, after: number, limit: number): Promise<(StoredEvent & Seal)[]> {
  return select(db, `select ${SEALED_COLUMNS} from log.events where position > $1 order by position limit $2`, [
    after,
    limit,
  ]);
}

/** The next events after a position, in order, at most `limit`. */
export function readAfter(db: Queryable, after: number, limit: number, name?: string): Promise<StoredEvent[]> {
  const text = `select ${COLUMNS} from log.events where position > $1 order by position limit $2`;
  return select<StoredEvent>(db, text, [after, limit], name);
}

/**
 * The same, but never some events of a millisecond without the others: then more than `limit`, or fewer. Events of one
 * append share their time. Prepared: for sessions with `enable_seqscan = off`.
 */
export async function readWholeMilliseconds(db: Queryable, after: number, limit: number): Promise<StoredEvent[]> {
  const rows = await readAfter(db, after, limit, 'log-follow');
  if (rows.length < limit) return rows;
  const last = rows.at(-1)?.recordedAt.getTime();
  const whole = rows.filter(({ recordedAt }) => recordedAt.getTime() !== last);
  return whole.length > 0 ? whole : readWholeMilliseconds(db, after, limit * 2);
}

/** A log as a rebuild of read models takes it. */
export function logReader(db: Queryable): {
  readAfter(after: number, limit: number): Promise<StoredEvent[]>;
  readHead(): Promise<LogHead>;
} {
  return { readAfter: (after, limit) => readAfter(db, after, limit), readHead: () => readHead(db) };
}

/** The event at a position; undefined if there is none. */
export async function readAt(db: Queryable, position: number): Promise<StoredEvent | undefined> {
  const text = `select ${COLUMNS} from log.events where position = $1`;
  return (await select<StoredEvent>(db, text, [position]))[0];
}

/** All events of a stream in order, or those up to a version. */
export function readStream(db: Queryable, stream: string, upTo?: number): Promise<StoredEvent[]> {
  const text = `select ${COLUMNS} from log.events where stream = $1 and version <= $2 order by version`;
  return select<StoredEvent>(db, text, [stream, upTo ?? 2_147_483_647]);
}

/**
 * What happened in several streams after the versions already known, ordered by stream and version.
 * @param afterVersions one for each stream; 0 for all its events
 */
export function readStreams(
  db: Queryable,
  streams: readonly string[],
  afterVersions: readonly number[],
): Promise<StoredEvent[]> {
  const text = `select e.* from unnest($1::text[], $2::int[]) with ordinality as s (stream, after, n)
    cross join lateral (select ${COLUMNS} from log.events
      where stream = s.stream and version > s.after order by version offset 0) e
    order by s.n, e.version`;
  return select<StoredEvent>(db, text, [streams, afterVersions]);
}

/** Which log this is and where it ends. */
export async function readHead(db: Queryable): Promise<LogHead> {
  const text = `select i.log_id as "logId", e.position, e.hash, e.recorded_at as "recordedAt" from log.log_identity i
    left join lateral (select position, hash, recorded_at from log.events order by position desc limit 1) e on true`;
  const [row] = await select<{ logId: string; position: number | null; hash: Buffer | null; recordedAt: Date | null }>(
    db,
    text,
    [],
  );
  if (!row) throw new Error('This database holds no log: run the migrations first.');
  return { ...row, position: row.position ?? 0, hash: row.hash ?? ZERO_HASH };
}
