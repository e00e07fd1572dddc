import type pg from 'pg';
import { APPENDED_CHANNEL } from './appended.js';
import { bigintArray, byteaArray, intArray, textArray, uuidArray } from './binary-arrays.js';
import { chainHash, leafOf, newSalt, privateHashOf, type NewEvent } from './encoding.js';
import { numbers, readHead, type LogHead } from './read.js';

/** An event of the past. */
export interface HistoryEvent extends NewEvent {
  readonly stream: string;
  /** The next one of its stream. */
  readonly version: number;
  /** Not before the event before it, and not in the future; whole milliseconds. */
  readonly recordedAt: Date;
  /** Only when an export is restored, so that it gets the same hashes. */
  readonly salt?: Buffer | null;
  readonly privateHash?: Buffer | null;
}

/** Why history cannot be written here; the message says what to do. */
export class HistoryRefusedError extends Error {
  override readonly name = 'HistoryRefusedError';
}

/**
 * Appends events with times of the past, for demos, imports and tests of time: by the owner alone, and only to a log that is
 * empty or was made this way up to its head. One transaction a call, 20,000 events a second and more when called with
 * thousands; the same chain as every append. Numbers taken by the events are not given out again.
 * @param owner a connection of the log's owner, outside of a transaction
 * @throws {HistoryRefusedError} when the log holds anything else, or an event does not follow the one before it
 */
export async function appendHistory(owner: pg.ClientBase, events: readonly HistoryEvent[]): Promise<LogHead> {
  await owner.query('begin isolation level read committed');
  try {
    const { head, now } = await lockHistory(owner);
    const after = linkEvents(head, events, now);
    await checkVersions(owner, events);
    await insert(owner, head.position, events, after);
    await owner.query('commit');
    const { position, hash, recordedAt } = after.at(-1) ?? head;
    return { ...head, position, hash, recordedAt };
  } catch (error) {
    await owner.query('rollback').catch(() => undefined);
    throw error;
  }
}

const LOCK = 'select pg_advisory_xact_lock(7165064646484781)';
const HISTORY = 'select history_position as at, clock_timestamp() as now from log.log_identity';

/**
 * Keeps every other writer off the log until the end of the transaction.
 * @throws {HistoryRefusedError} when it holds anything but history
 */
export async function lockHistory(owner: pg.ClientBase): Promise<{ head: LogHead; now: Date }> {
  await owner.query(LOCK);
  const head = await readHead(owner);
  const { rows } = await owner.query<{ at: number; now: Date }>({ text: HISTORY, types: numbers });
  if (rows[0]?.at !== head.position) {
    throw new HistoryRefusedError('The log already holds events of its own time: history needs an empty log.');
  }
  return { head, now: rows[0].now };
}

/** What the log adds to an event of the past. */
export interface Link {
  readonly position: number;
  readonly recordedAt: Date;
  readonly hash: Buffer;
  readonly salt: Buffer | null;
  readonly privateHash: Buffer | null;
  readonly leaf: Buffer;
}

/**
 * The chain of some events behind `head`.
 * @throws {HistoryRefusedError} when one is older than the one before it, or later than `now`
 */
export function linkEvents(
  head: Pick<LogHead, 'position' | 'hash' | 'recordedAt'>,
  events: readonly HistoryEvent[],
  now: Date,
): Link[] {
  let { position, hash, recordedAt: last } = head;
  return events.map((event) => {
    const { recordedAt } = event;
    position++;
    if (last && recordedAt < last) throw refused(position, `is older than the one before it (${last.toISOString()})`);
    if (recordedAt > now) throw refused(position, `has a time that is yet to come (${recordedAt.toISOString()})`);
    last = recordedAt;
    const salt = event.private === null ? null : (event.salt ?? newSalt());
    const privateHash = salt ? privateHashOf(salt, event.private ?? '') : (event.privateHash ?? null);
    const leaf = leafOf({ ...event, privateHash });
    hash = chainHash(hash, position, recordedAt, leaf);
    return { position, recordedAt, hash, salt, privateHash, leaf };
  });
}

async function checkVersions(owner: pg.ClientBase, events: readonly HistoryEvent[]): Promise<void> {
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { stream, version } of events) {
    if (!first.has(stream)) first.set(stream, version);
    else if (version !== (last.get(stream) ?? 0) + 1)
      throw new HistoryRefusedError(`${stream}: version ${version} is out of turn`);
    last.set(stream, version);
  }
  const text = `select s.stream, coalesce(max(e.version), 0)::int as version from unnest($1::text[]) s (stream)
    left join log.events e on e.stream = s.stream group by s.stream`;
  const { rows } = await owner.query<{ stream: string; version: number }>(text, [[...first.keys()]]);
  const wrong = rows.find(({ stream, version }) => first.get(stream) !== version + 1);
  if (wrong) throw new HistoryRefusedError(`${wrong.stream} is at version ${wrong.version}: go on from there`);
}

const INSERT = `insert into log.events (position, stream, version, event_id, type, schema_version, data, private, salt, private_hash,
    metadata, recorded_at, leaf, hash)
  select $1 + n, stream, version, event_id, type, schema_version, data, private, nullif(salt, ''), nullif(private_hash, ''),
    metadata, 'epoch'::timestamptz + at * interval '1 millisecond', leaf, hash
  from unnest($2::text[], $3::int[], $4::uuid[], $5::text[], $6::int[], $7::text[], $8::text[], $9::bytea[], $10::bytea[],
    $11::text[], $12::bigint[], $13::bytea[], $14::bytea[]) with ordinality
    as e (stream, version, event_id, type, schema_version, data, private, salt, private_hash, metadata, at, leaf, hash, n)`;

/** Numbers that the events brought along count as given out. */
const AFTERWARDS = `select pg_notify($1, $2::text),
  (select setval('log.stream_numbers', greatest(max(log.stream_number(e.data)), (select last_value from log.stream_numbers)))
   from log.events e where e.version = 1 and e.position > $3 having max(log.stream_number(e.data)) is not null)`;

async function insert(
  owner: pg.ClientBase,
  after: number,
  events: readonly HistoryEvent[],
  links: readonly Link[],
): Promise<void> {
  const last = links.at(-1);
  if (!last) return;
  await owner.query(INSERT, [
    after,
    textArray(events.map((event) => event.stream)),
    intArray(events.map((event) => event.version)),
    uuidArray(events.map((event) => event.eventId)),
    textArray(events.map((event) => event.type)),
    intArray(events.map((event) => event.schemaVersion)),
    textArray(events.map((event) => event.data)),
    textArray(events.map((event) => event.private)),
    byteaArray(links.map((link) => link.salt ?? NONE)),
    byteaArray(links.map((link) => link.privateHash ?? NONE)),
    textArray(events.map((event) => event.metadata)),
    bigintArray(links.map((link) => link.recordedAt.getTime())),
    byteaArray(links.map((link) => link.leaf)),
    byteaArray(links.map((link) => link.hash)),
  ]);
  await finishHistory(owner, after, last.position);
}

/** Notes that the events from behind `after` to `position` are history, and that their numbers are given out. */
export async function finishHistory(owner: pg.ClientBase, after: number, position: number): Promise<void> {
  await owner.query('update log.log_identity set history_position = $1', [position]);
  await owner.query(AFTERWARDS, [APPENDED_CHANNEL, position, after]);
}

const NONE = Buffer.alloc(0);

function refused(position: number, why: string): HistoryRefusedError {
  return new HistoryRefusedError(`Event ${position} ${why}.`);
}
