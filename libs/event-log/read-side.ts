import type { Queryable } from '#libs/platform/database.js';
import { COLUMNS, select } from './read.js';
import type { StoredEvent } from './stored-event.js';

/** The position of the last event, 0 in an empty log: part of a statement. */
export const LAST_POSITION = '(select coalesce(max(position), 0) from log.events)';

/** The position of the last event recorded at or before a time, up to a position: part of a statement, of two others. */
export function positionAt(time: string, head: string): string {
  return `log.position_at(${time}, ${head})`;
}

/** `+ 0` keeps a planner that knows nothing of a young log from walking through all of its positions. */
const UP_TO = 'position + 0 <=';

/**
 * The events of some streams up to a position, in the order of the log.
 * @param types all of them unless given
 */
export function readStreamsUpTo(
  db: Queryable,
  streams: readonly string[],
  position: number,
  types: readonly string[] | null = null,
): Promise<StoredEvent[]> {
  const text = `select ${COLUMNS} from log.events
    where stream = any($1::text[]) and ${UP_TO} $2 and ($3::text[] is null or type = any($3)) order by position`;
  return select(db, text, [streams, position, types], 'log-streams');
}

/**
 * The events of a stream up to a position in order, as JSON for `fromJson`: part of a statement that asks for more than the log,
 * made of two other parts.
 */
export function streamAsJson(stream: string, position: string): string {
  return `(select json_agg(e order by e.version) from (
    select position, stream, version, event_id as "eventId", type, schema_version as "schemaVersion", data::text, private::text,
      metadata::text, (extract(epoch from recorded_at) * 1000)::bigint as "recordedAt"
    from log.events where stream = ${stream} and ${UP_TO} ${position}) e)`;
}

/** An event that came in JSON, with milliseconds since 1970. */
export function fromJson(event: { readonly recordedAt: number }): Omit<StoredEvent, 'hash'> {
  return { ...event, recordedAt: new Date(event.recordedAt) } as Omit<StoredEvent, 'hash'>;
}

/** When the event at a position was recorded, or the last one before it; undefined before the first. */
export async function readTimeAt(db: Queryable, position: number): Promise<Date | undefined> {
  const text = `select recorded_at as at from log.events where position <= $1 order by position desc limit 1`;
  return (await select<{ at: Date }>(db, text, [position], 'log-time'))[0]?.at;
}

/** The streams that the events behind one position, up to another, are of. */
export async function readTouched(db: Queryable, after: number, upTo: number): Promise<string[]> {
  const text = 'select distinct stream from log.events where position > $1 and position <= $2';
  const rows = await select<{ stream: string }>(db, text, [after, upTo], 'log-touched');
  return rows.map(({ stream }) => stream);
}

/** Which log this is, where it ends, and the positions that some times begin and end with. Of an empty log all is 0. */
export async function readBounds(
  db: Queryable,
  { from, until }: { readonly from?: Date | undefined; readonly until?: Date | undefined },
) {
  const text = `select i.log_id as "logId", h.position, encode(h.hash, 'hex') as hash, h.recorded_at as "recordedAt",
      case when $1::timestamptz is null then 1 else ${positionAt("$1::timestamptz - interval '1 millisecond'", 'h.position')} + 1 end as lowest,
      case when $2::timestamptz is null then h.position else ${positionAt('$2::timestamptz', 'h.position')} end as highest
    from log.log_identity i cross join lateral (
      select position, hash, recorded_at from log.events
      union all select 0, decode(repeat('00', 32), 'hex'), null order by position desc limit 1) h`;
  const [bounds] = await select<{
    logId: string;
    position: number;
    /** Lowercase hex. */
    hash: string;
    recordedAt: Date | null;
    lowest: number;
    highest: number;
  }>(db, text, [from, until], 'log-bounds');
  if (!bounds) throw new Error('This database holds no log: run the migrations first.');
  return bounds;
}

/** Which events a search through the log looks for; all unless said otherwise. */
export interface LogFilter {
  readonly stream?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Whose metadata name one of these roles. */
  readonly roles?: readonly string[] | undefined;
  /** Part of a text among the personal data. */
  readonly text?: string | undefined;
}

/** The last events from one position on and before another, the newest first, at most `limit`. */
export function readBackwards(
  db: Queryable,
  from: number,
  before: number,
  { stream, types, roles, text }: LogFilter,
  limit: number,
): Promise<StoredEvent[]> {
  const values: unknown[] = [from, before, limit];
  const where = ['position >= $1', 'position < $2'];
  const add = (value: unknown): string => `$${values.push(value)}`;
  if (stream !== undefined) where.push(`stream = ${add(stream)}`);
  if (types?.length) where.push(`type = any(${add(types)}::text[])`);
  if (roles?.length) where.push(`metadata::json ->> 'role' = any(${add(roles)}::text[])`);
  if (text) where.push(`private ilike ${add(pattern(text))}`);
  const statement = `select ${COLUMNS} from log.events where ${where.join(' and ')} order by position desc limit $3`;
  return select(db, statement, values);
}

/** Personal data are stored as JSON. */
function pattern(text: string): string {
  const json = JSON.stringify(text).slice(1, -1);
  return `%${json.replace(/[\\%_]/g, '\\$&')}%`;
}
