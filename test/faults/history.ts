import type pg from 'pg';

/** A row of the log with its JSON read, as far as the checks need it. */
export interface RawEvent {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly hash: string;
  readonly erased: boolean;
  readonly time: number;
  readonly data: Record<string, unknown>;
  readonly secrets: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
}

/** The log up to a position, by SQL of the checks' own. */
export async function readHistory(
  db: Pick<pg.ClientBase, 'query'>,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<RawEvent[]> {
  const { rows } = await db.query<{
    position: string;
    stream: string;
    version: number;
    type: string;
    hash: string;
    erased: boolean;
    time: string;
    data: string;
    private: string | null;
    metadata: string;
  }>(
    `select position, stream, version, type, encode(hash, 'hex') as hash, data, private, metadata,
       private is null and private_hash is not null as erased, (extract(epoch from recorded_at) * 1000)::bigint as time
     from log.events where position <= $1 order by position`,
    [upTo],
  );
  return rows.map((row) => ({
    ...row,
    position: Number(row.position),
    time: Number(row.time),
    data: JSON.parse(row.data) as Record<string, unknown>,
    secrets: JSON.parse(row.private ?? '{}') as Record<string, unknown>,
    metadata: JSON.parse(row.metadata) as Record<string, unknown>,
  }));
}
