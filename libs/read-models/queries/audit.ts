import type { Queryable } from '#libs/platform/database.js';
import { fromStored, TICKET_STREAM, UnreadableEventError, type StoredEvent } from '#libs/tickets/stored-events.js';
import type { AuditEntry, EventFilter, EventPage } from '../types.js';
import { query, Parameters } from './sql.js';

export const DEFAULT_EVENTS = 50;
export const MOST_EVENTS = 200;
/** The most events that one page looks through; then it reports where the next one goes on. */
const LOOKED_THROUGH = 200_000;

interface HeadRow {
  logId: string;
  position: number;
  hash: string;
  recordedAt: Date | null;
  /** Bounds of the times asked for. */
  lowest: number;
  highest: number;
  stream: string | null;
}
type EntryRow = Omit<StoredEvent, 'hash'> & { number: number | null };

/** Events of the whole log, the newest first, page by page back through positions: what is appended meanwhile moves none. */
export async function listEvents(db: Queryable, filter: EventFilter): Promise<EventPage> {
  const { lowest, highest, stream, ...log } = await readBounds(db, filter);
  if (filter.ticket !== undefined && stream === null) return { entries: [], nextBefore: null, log };
  const limit = Math.min(filter.limit ?? DEFAULT_EVENTS, MOST_EVENTS);
  const before = Math.min(filter.before ?? Infinity, highest + 1);
  // A stream has an index, the rest is looked through backwards, a bounded stretch at a time.
  const from = stream === null ? Math.max(lowest, before - LOOKED_THROUGH) : lowest;
  const rows = await readRows(db, filter, stream, from, before, limit + 1);
  const entries = rows.slice(0, limit).flatMap(toEntry);
  const more = rows.length > limit ? (rows[limit - 1] as EntryRow).position : from > lowest ? from : null;
  return { entries, nextBefore: more, log };
}

async function readBounds(db: Queryable, { from, until, ticket }: EventFilter): Promise<HeadRow> {
  const parameters = new Parameters();
  const since = from
    ? `position_at(${parameters.add(new Date(from.getTime() - 1))}::timestamptz, h.position) + 1`
    : '1';
  const upTo = until ? `position_at(${parameters.add(until)}::timestamptz, h.position)` : 'h.position';
  const byNumber = ticket !== undefined && /^\d+$/.test(ticket);
  const stream =
    ticket === undefined
      ? 'null'
      : `(select '${TICKET_STREAM}' || t.ticket_id from tickets t
          where t.${byNumber ? 'number' : 'ticket_id'} = ${parameters.add(byNumber ? Number(ticket) : ticket)})`;
  const [row] = await query<HeadRow>(
    db,
    `select i.log_id as "logId", h.position, encode(h.hash, 'hex') as hash, h.recorded_at as "recordedAt",
       ${since} as lowest, ${upTo} as highest, ${stream} as stream
     from log.log_identity i cross join lateral (
       select position, hash, recorded_at from log.events
       union all select 0, decode(repeat('00', 32), 'hex'), null order by position desc limit 1) h`,
    parameters.values,
  );
  return row as HeadRow;
}

async function readRows(
  db: Queryable,
  filter: EventFilter,
  stream: string | null,
  from: number,
  before: number,
  limit: number,
): Promise<EntryRow[]> {
  const parameters = new Parameters();
  const where = [`e.position >= ${parameters.add(from)}`, `e.position < ${parameters.add(before)}`];
  if (stream !== null) where.push(`e.stream = ${parameters.add(stream)}`);
  if (filter.type?.length) where.push(`e.type = any(${parameters.add(filter.type)}::text[])`);
  if (filter.role?.length) where.push(`e.metadata::json ->> 'role' = any(${parameters.add(filter.role)}::text[])`);
  if (filter.q) where.push(`e.private ilike ${parameters.add(pattern(filter.q))}`);
  return query<EntryRow>(
    db,
    `select e.*, t.number from (
       select position, stream, version, event_id as "eventId", type, schema_version as "schemaVersion", data, private,
         metadata, recorded_at as "recordedAt"
       from log.events e where ${where.join(' and ')} order by position desc limit ${limit}) e
     left join tickets t on t.ticket_id = case when e.stream ~ '^ticket-[0-9a-f-]{36}$' then substr(e.stream, 8)::uuid end
     order by e.position desc`,
    parameters.values,
  );
}

/** Personal data are stored as JSON. */
function pattern(q: string): string {
  const json = JSON.stringify(q).slice(1, -1);
  return `%${json.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Streams that are no tickets, and events that this software cannot read, are not shown. */
function toEntry({ number, ...row }: EntryRow): AuditEntry[] {
  if (!row.stream.startsWith(TICKET_STREAM)) return [];
  try {
    return [{ event: fromStored(row), number }];
  } catch (error) {
    if (error instanceof UnreadableEventError) return [];
    throw error;
  }
}
