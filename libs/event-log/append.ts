import pg from 'pg';
import type { Queryable } from '#libs/platform/database.js';
import { byteaArray, intArray, textArray, uuidArray } from './binary-arrays.js';
import { digestsOf } from './digests.js';
import { numbers } from './read.js';
import type { StoredEvent } from './stored-event.js';

/** A decided command: its events, to be put behind `expectedVersion` of a stream, and the response to store. */
export interface AppendRequest {
  readonly commandId: string;
  /** Keyed hash of what was asked, that distinguishes a repeat from another command under the same id. */
  readonly requestHash: Buffer;
  readonly stream: string;
  /** The version it was decided on; 0 for a new stream. */
  readonly expectedVersion: number;
  /** Versions of other streams that it was decided on, too. */
  readonly others?: Readonly<Record<string, number>>;
  /** JSON text. One that begins with UNNUMBERED gets the number of its stream. */
  readonly response: string;
  /** Empty for a no-op: then only the response is stored. A first event whose data begin with UNNUMBERED gets the next number. */
  readonly events: readonly Pick<StoredEvent, 'eventId' | 'type' | 'schemaVersion' | 'data' | 'private' | 'metadata'>[];
}

/** Where a command ended up: the last of its events, or for a no-op the last one of its stream. */
export interface Place {
  readonly stream: string;
  readonly version: number;
  readonly position: number;
  readonly recordedAt: Date;
}
export type AppendResult =
  /** With the number that was given, if one was asked for. */
  | ({ readonly outcome: 'appended'; readonly number: number | null } & Place)
  /** The stream, or another one that it was decided on, is at another version; nothing of the command was kept. */
  | ({ readonly outcome: 'conflict' } & Place)
  /** The command id is known: here is its response. `same` is false if something else was asked then. */
  | ({ readonly outcome: 'duplicate'; readonly same: boolean; readonly response: string } & Place)
  /** PostgreSQL cannot keep this one (its data, not its state). */
  | { readonly outcome: 'failed'; readonly error: Error };

/**
 * Appends a batch in one transaction, each command for itself: conflict and duplicate leave the others alone. No
 * stream and no command id should come twice in a batch. A batch that PostgreSQL rejects for its data is run again one by one,
 * so that one bad command fails alone.
 * @throws what the connection or the server throws; then nothing is known, and the same batch may be sent again
 */
export async function append(db: Queryable, requests: readonly AppendRequest[]): Promise<AppendResult[]> {
  try {
    return await appendOnce(db, requests);
  } catch (error) {
    if (!isAboutData(error)) throw error;
    if (requests.length === 1) return [{ outcome: 'failed', error: error as Error }];
    const results: AppendResult[] = [];
    for (const request of requests) results.push(...(await append(db, [request])));
    return results;
  }
}

/** The columns of APPEND. What the caller knows itself does not come back: most rows are of what was appended. */
type Row = [
  outcome: 'appended' | 'conflict' | 'duplicate',
  version: number,
  position: number,
  recordedAt: number,
  number: number | null,
  stream: string | null,
  response: string | null,
  same: boolean | null,
];

const APPEND = `select outcome, version, "position", (extract(epoch from recorded_at) * 1000)::int8, number,
    case when outcome = 'duplicate' then stream end, answer, case when outcome = 'duplicate' then same end
  from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`;

async function appendOnce(db: Queryable, requests: readonly AppendRequest[]): Promise<AppendResult[]> {
  const events = requests.flatMap((request) => request.events);
  const values = [
    textArray(requests.map((request) => request.commandId)),
    byteaArray(requests.map((request) => request.requestHash)),
    textArray(requests.map((request) => request.stream)),
    intArray(requests.map((request) => request.expectedVersion)),
    textArray(requests.map((request) => request.response)),
    intArray(requests.map((request) => request.events.length)),
    uuidArray(events.map((event) => event.eventId)),
    textArray(events.map((event) => event.type)),
    intArray(events.map((event) => event.schemaVersion)),
    textArray(events.map((event) => event.data)),
    textArray(events.map((event) => event.private)),
    textArray(events.map((event) => event.metadata)),
    digestsOf(requests),
    textArray(requests.map(({ others }) => (others ? JSON.stringify(others) : null))),
  ];
  const { rows } = await db.query<Row>({ name: 'log-append', text: APPEND, values, types: numbers, rowMode: 'array' });
  return rows.map((row, index) => toResult(row, requests[index]?.stream ?? ''));
}

function toResult(row: Row, asked: string): AppendResult {
  const [outcome, version, position, recordedAt, number, stream, response, same] = row;
  const place = { stream: stream ?? asked, version, position, recordedAt: new Date(recordedAt) };
  if (outcome === 'duplicate') return { outcome, ...place, response: response ?? '', same: same ?? false };
  return outcome === 'appended' ? { outcome, ...place, number } : { outcome, ...place };
}

/** Data exceptions, broken constraints and exceeded limits: sending the same again cannot help. */
function isAboutData(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|23|54)/.test(error.code ?? '');
}
