import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { APPENDED_CHANNEL } from './appended.js';
import { chainHash, leafOf, newSalt, privateHashOf } from './encoding.js';
import { numbers, readHead, type LogHead } from './read.js';
import type { Seal, StoredEvent } from './stored-event.js';

/** It has no place in the chain yet, and a seal only when an export is restored, so that it gets the same hashes. */
type Unlinked = Omit<StoredEvent, 'position' | 'hash'> & Partial<Seal>;

/** Why events of the past cannot be written here; the message says what to do. */
export class ImportRejectedError extends Error {
  override readonly name = 'ImportRejectedError';
}

/**
 * Appends events with times of the past by COPY, for demos, imports and tests of time: by the owner alone, and only to a log that is
 * empty or was made this way up to its head. One transaction a call, tens of thousands of events a second when called with
 * thousands; the same chain as every append. Numbers taken by the events are not given out again.
 * @param owner a connection of the log's owner, outside of a transaction
 * @param pieces events in the order of the log: each the next version of its stream, not before the event before it, and not in the future
 * @throws {ImportRejectedError} when the log holds anything else, or an event does not follow the one before it
 */
export async function importEvents(owner: pg.ClientBase, pieces: Iterable<readonly Unlinked[]>): Promise<LogHead> {
  await owner.query('begin isolation level read committed');
  try {
    const { head, now } = await lockForImport(owner);
    await pipeline(Readable.from(copyRows(head, pieces, now)), owner.query(copyFrom(COPY)));
    const after = await readHead(owner);
    if (after.position - head.position >= ANALYZED) await owner.query('analyze log.events');
    await checkVersions(owner, head.position);
    await owner.query('update log.log_identity set history_position = $1', [after.position]);
    await owner.query(AFTERWARDS, [APPENDED_CHANNEL, after.position, head.position]);
    await owner.query('commit');
    return after;
  } catch (error) {
    await owner.query('rollback').catch(() => undefined);
    if ((error as pg.DatabaseError).code !== TWICE) throw error;
    throw new ImportRejectedError('A version of a stream comes twice.', { cause: error });
  }
}

/** Rows sent at once: so few that PostgreSQL works on them while the next are made. */
const ROWS = 500;
/** After so many events the planner gets new figures. */
const ANALYZED = 10_000;
/** unique_violation, https://www.postgresql.org/docs/18/errcodes-appendix.html */
const TWICE = '23505';

const LOCK = 'select pg_advisory_xact_lock(7165064646484781)';
const IMPORTED = 'select history_position as at, clock_timestamp() as now from log.log_identity';

/**
 * Keeps every other writer off the log until the end of the transaction.
 * @throws {ImportRejectedError} when it holds anything but imported events
 */
async function lockForImport(owner: pg.ClientBase): Promise<{ head: LogHead; now: Date }> {
  await owner.query(LOCK);
  const head = await readHead(owner);
  const { rows } = await owner.query<{ at: number; now: Date }>({ text: IMPORTED, types: numbers });
  if (rows[0]?.at !== head.position) {
    throw new ImportRejectedError('The log already holds events of its own time: the import needs an empty log.');
  }
  return { head, now: rows[0].now };
}

type Last = Pick<LogHead, 'position' | 'hash' | 'recordedAt'>;

/**
 * The chain of some events behind `head`.
 * @throws {ImportRejectedError} when one is older than the one before it, or later than `now`
 */
function linkEvents(head: Last, events: readonly Unlinked[], now: Date): (StoredEvent & Seal)[] {
  let { position, hash, recordedAt: last } = head;
  return events.map((event) => {
    const { recordedAt } = event;
    position++;
    if (last && recordedAt < last) throw rejected(position, `is older than the one before it (${last.toISOString()})`);
    if (recordedAt > now) throw rejected(position, `has a time that is yet to come (${recordedAt.toISOString()})`);
    last = recordedAt;
    const salt = event.private === null ? null : (event.salt ?? newSalt());
    const privateHash = salt ? privateHashOf(salt, event.private ?? '') : (event.privateHash ?? null);
    const leaf = leafOf({ ...event, privateHash });
    hash = chainHash(hash, position, recordedAt, leaf);
    return { ...event, position, hash, salt, privateHash, leaf };
  });
}

const COPY = `copy log.events (position, stream, version, event_id, type, schema_version, data, private, salt, private_hash,
  metadata, recorded_at, leaf, hash) from stdin`;

function* copyRows(head: LogHead, pieces: Iterable<readonly Unlinked[]>, now: Date): Generator<string> {
  let last: Last = head;
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; from += ROWS) {
      const rows = linkEvents(last, piece.slice(from, from + ROWS), now);
      last = rows.at(-1) ?? last;
      yield rows.map(copyRow).join('');
    }
  }
}

function copyRow(row: StoredEvent & Seal): string {
  const { position, stream, version, eventId, type, schemaVersion, data, metadata, recordedAt } = row;
  const { salt, privateHash, leaf, hash } = row;
  const facts = `${position}\t${escaped(stream)}\t${version}\t${eventId}\t${escaped(type)}\t${schemaVersion}\t${escaped(data)}`;
  const secrets = `${row.private === null ? '\\N' : escaped(row.private)}\t${bytea(salt)}\t${bytea(privateHash)}`;
  const seal = `${recordedAt.toISOString()}\t${bytea(leaf)}\t${bytea(hash)}`;
  return `${facts}\t${secrets}\t${escaped(metadata)}\t${seal}\n`;
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** As COPY's text format wants it: https://www.postgresql.org/docs/18/sql-copy.html */
function escaped(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign] as string) : text;
}

function bytea(bytes: Buffer | null): string {
  return bytes ? `\\\\x${bytes.toString('hex')}` : '\\N';
}

/** The versions of a stream come in the order of the log, without a hole. */
async function checkVersions(owner: pg.ClientBase, after: number): Promise<void> {
  const text = `select stream, version from (
      select stream, version, row_number() over (partition by stream order by position) as due from log.events
      where stream in (select stream from log.events where position > $1)) e
    where version <> due limit 1`;
  const { rows } = await owner.query<{ stream: string; version: number }>(text, [after]);
  if (rows[0]) throw new ImportRejectedError(`${rows[0].stream}: version ${rows[0].version} is out of turn`);
}

/** Numbers that the events brought along count as given out. */
const AFTERWARDS = `select pg_notify($1, $2::text),
  (select setval('log.stream_numbers', greatest(max(log.stream_number(e.data)), (select last_value from log.stream_numbers)))
   from log.events e where e.version = 1 and e.position > $3 having max(log.stream_number(e.data)) is not null)`;

function rejected(position: number, why: string): ImportRejectedError {
  return new ImportRejectedError(`Event ${position} ${why}.`);
}
