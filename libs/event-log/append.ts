import pg from 'pg';
import type { Queryable } from '#libs/platform/database.js';
import { byteaArray, intArray, textArray, uuidArray } from './binary-arrays.js';
import { leafOf, newSalt, privateHashOf, type NewEvent } from './encoding.js';
import { numbers, ZERO_HASH } from './read.js';

/** A decided command: its events, to be put behind `expectedVersion` of a stream, and the answer to keep. */
export interface AppendRequest {
  readonly commandId: string;
  /** Keyed hash of what was asked, to tell a repeat from another command under the same id. */
  readonly requestHash: Buffer;
  readonly stream: string;
  /** The version it was decided on; 0 for a new stream. */
  readonly expectedVersion: number;
  readonly answer: string;
  /** Empty for a silence: then only the answer is kept. */
  readonly events: readonly NewEvent[];
}

/** Where a command ended up: the last of its events, or for a silence the last one of its stream. */
export interface Place {
  readonly stream: string;
  readonly version: number;
  readonly position: number;
  readonly recordedAt: Date;
}
export type AppendResult =
  | ({ readonly outcome: 'appended' } & Place)
  /** The stream is at another version; nothing of the command was kept. */
  | ({ readonly outcome: 'conflict' } & Place)
  /** The command id is known: here is its answer. `same` is false if something else was asked then. */
  | ({ readonly outcome: 'duplicate'; readonly same: boolean; readonly answer: string } & Place)
  /** PostgreSQL cannot keep this one (its data, not its state). */
  | { readonly outcome: 'failed'; readonly error: Error };

/**
 * Appends a batch in one transaction, each command for itself: conflict and duplicate leave the others alone. No
 * stream and no command id should come twice in a batch. A batch that PostgreSQL refuses for its data is run again one by one,
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

type Row = Place & { outcome: 'appended' | 'conflict' | 'duplicate'; answer: string; same: boolean };

const APPEND = `select outcome, stream, version, "position", recorded_at as "recordedAt", answer, same
  from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`;

async function appendOnce(db: Queryable, requests: readonly AppendRequest[]): Promise<AppendResult[]> {
  const events = requests.flatMap((request) => request.events);
  const values = [
    textArray(requests.map((request) => request.commandId)),
    byteaArray(requests.map((request) => request.requestHash)),
    textArray(requests.map((request) => request.stream)),
    intArray(requests.map((request) => request.expectedVersion)),
    textArray(requests.map((request) => request.answer)),
    intArray(requests.map((request) => request.events.length)),
    uuidArray(events.map((event) => event.eventId)),
    textArray(events.map((event) => event.type)),
    intArray(events.map((event) => event.schemaVersion)),
    textArray(events.map((event) => event.data)),
    textArray(events.map((event) => event.private)),
    textArray(events.map((event) => event.metadata)),
    Buffer.concat(requests.flatMap(digestsOf)),
  ];
  const { rows } = await db.query<Row>({ name: 'log-append', text: APPEND, values, types: numbers });
  return rows;
}

/** Salt, private_hash and leaf of each event: 80 bytes. */
function digestsOf({ stream, expectedVersion, events }: AppendRequest): Buffer[] {
  return events.flatMap((event, index) => {
    const salt = event.private === null ? null : newSalt();
    const privateHash = salt && privateHashOf(salt, event.private ?? '');
    const leaf = leafOf({ ...event, stream, version: expectedVersion + index + 1, privateHash });
    return [salt ?? ZERO_HASH.subarray(16), privateHash ?? ZERO_HASH, leaf];
  });
}

/** Data exceptions, broken constraints and exceeded limits: sending the same again cannot help. */
function isAboutData(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|23|54)/.test(error.code ?? '');
}
