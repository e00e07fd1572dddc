import type pg from 'pg';
import { currentSchema } from '../computations.js';
import type { TicketRow } from '../fields.js';
import { query } from '../queries/sql.js';
import { READ_CHANNEL } from '../schema.js';
import { takesWords, writeSearch } from '../search/write-search.js';
import type { Changes } from './changes.js';
import { foldBatch } from './fold-batch.js';
import type { Incoming } from './incoming.js';
import { refold } from './refold.js';
import { loadRows } from './rows.js';
import { writeBatch, type BatchTarget, type CheckpointTo } from './write-batch.sql.js';

/** The checkpoint belongs to another log than the events: the log was replaced, the read models must be built again. */
export class OtherLogError extends Error {
  override readonly name = 'OtherLogError';
}

export interface Applied {
  /** The computation that readers see. */
  readonly schema: string;
  /** The checkpoint afterwards. */
  readonly position: number;
  readonly parked: Changes['parked'];
  /** Events before this position are missing: nothing of the batch was applied. */
  readonly missingBefore?: number;
}
interface BatchOptions {
  readonly logId: string;
  /** The current computation, as far as the caller knows: then it need not be looked up. */
  readonly schema?: string | undefined;
}

/**
 * Applies a batch to the current computation, and to the one that follows it, in one transaction that locks the checkpoint: a second
 * projector waits there, and then finds the events applied. What is at or before the checkpoint is ignored. On a client with
 * `pipeline` the transaction takes two round trips, the first together with the reading of the batch.
 * @param client outside of a transaction
 * @param reading may still be on its way
 * @returns undefined when there is no computation to write to
 */
export async function applyBatch(
  client: pg.ClientBase,
  reading: readonly Incoming[] | Promise<readonly Incoming[]>,
  { logId, schema }: BatchOptions,
): Promise<Applied | undefined> {
  void Promise.resolve(reading).catch(() => undefined);
  const work = async (rows: CheckpointRow[]): Promise<Work<Applied | undefined>> => {
    const batch = await reading;
    const known = schema !== undefined && rows[0] && !rows[0].retired ? { ...rows[0], schema } : undefined;
    const locked = await (known ? withFollower(client, known) : lockCurrent(client));
    return locked ? applyLocked(client, batch, locked, logId) : { result: undefined };
  };
  const notify = (applied?: Applied): string =>
    applied ? `notify ${READ_CHANNEL}, '${applied.position} ${applied.schema}'` : '';
  return inTransaction(client, work, { first: schema && lockSql(schema), last: notify });
}

/** What a transaction has done, and the statements that are still under way: the commit is sent behind them. */
export interface Work<T> {
  readonly result: T;
  readonly sent?: Promise<unknown>;
}

/** Statements that share their way to the server with `begin` and with `commit`. */
interface AtEnds<T> {
  readonly first?: string | undefined;
  readonly last?: (result: T) => string;
}

/**
 * Commits when the work is done, and rolls back when it fails. Commits do not wait for the disk: what a crash of PostgreSQL
 * takes from the read models is computed again from the log, from the checkpoint that is left.
 * @param work gets the rows of the first statement
 */
export async function inTransaction<T, R extends object>(
  client: pg.ClientBase,
  work: (rows: R[]) => Promise<Work<T>>,
  { first = '', last }: AtEnds<T> = {},
): Promise<T> {
  try {
    const begun = (await client.query(`begin; set local synchronous_commit = off; ${first}`)) as unknown;
    const { result, sent } = await work((begun as { rows: R[] }[]).at(-1)?.rows ?? []);
    // Behind a statement that failed PostgreSQL does not commit; that statement has the reason.
    const committed = client.query(`${last?.(result) ?? ''}; commit`);
    committed.catch(() => undefined);
    await sent;
    await committed;
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function applyLocked(
  client: pg.ClientBase,
  batch: readonly Incoming[],
  targets: Locked,
  logId: string,
): Promise<Work<Applied>> {
  const [{ schema, position, logId: known }] = targets;
  if (known !== null && known !== logId) {
    throw new OtherLogError(`the read models are those of the log ${known}, but the log is ${logId}`);
  }
  const fresh = batch.filter((incoming) => incoming.position > position);
  const [first, last] = [fresh[0], fresh.at(-1)];
  if (!first || !last) return { result: { schema, position, parked: [] } };
  if (first.position !== position + 1) {
    return { result: { schema, position, parked: [], missingBefore: first.position } };
  }
  const changes = foldBatch(await loadRows(client, schema, unknownTickets(fresh, new Map())), fresh);
  const to = { ...last, logId };
  const sent: unknown[] = [];
  for (const target of targets)
    sent.push((await writeChanges(client, { ...target, filling: false }, changes, to)).sent);
  return { result: { schema, position: last.position, parked: changes.parked }, sent: Promise.all(sent) };
}

/** Writes what a batch changes, and moves the checkpoint. Returns once every statement was sent. */
export async function writeChanges(
  client: pg.ClientBase,
  target: BatchTarget,
  changes: Changes,
  to: CheckpointTo,
  { text, values } = writeBatch(target, changes, to),
): Promise<Work<void>> {
  const { search, refolded } = changes;
  // Texts that must be read come first: while PostgreSQL writes the tickets, their words are looked for here.
  const sent = Promise.all([
    writeSearch(client, target.schema, search, to.position, target.filling),
    query(client, text, values),
  ]);
  // Whoever commits learns of a failure.
  sent.catch(() => undefined);
  // These read what was written, or the log, before they write.
  if (refolded.length > 0 || search.some(takesWords)) await sent;
  await refold(client, target, refolded, to);
  return { result: undefined, sent };
}

/** The tickets that were there before the batch and are not in `rows`: those whose first event comes with it were not. */
export function unknownTickets(batch: readonly Incoming[], rows: ReadonlyMap<string, TicketRow>): string[] {
  const first = new Map<string, number>();
  for (const incoming of batch) {
    if (incoming.kind === 'other') continue;
    const { ticketId, version } = incoming.event;
    if (!first.has(ticketId) && !rows.has(ticketId)) first.set(ticketId, version);
  }
  return [...first].flatMap(([ticketId, version]) => (version > 1 ? [ticketId] : []));
}

/** The checkpoint of the current computation, nobody else's until the end of the transaction; undefined while there is none. */
async function lockCurrent(client: pg.ClientBase): Promise<Locked | undefined> {
  const schema = await currentSchema(client);
  if (!schema) return undefined;
  const checkpoint = await lockCheckpoint(client, schema);
  // Readers were switched to another one while the lock was waited for.
  if (checkpoint.retired) return lockCurrent(client);
  return withFollower(client, { ...checkpoint, schema });
}

/** A computation, and the one at the same position that is fed by the same transactions. */
type Locked = readonly [Target, ...Target[]];
type Target = CheckpointRow & { readonly schema: string };

async function withFollower(client: pg.ClientBase, current: Target): Promise<Locked> {
  const { follower: schema } = current;
  return schema ? [current, { ...(await lockCheckpoint(client, schema)), schema }] : [current];
}

interface CheckpointRow {
  readonly timeZone: string;
  readonly logId: string | null;
  readonly position: number;
  readonly follower: string | null;
  readonly retired: boolean;
}

const lockSql = (schema: string): string =>
  `select time_zone as "timeZone", log_id as "logId", position::float8 as position, follower, retired
   from ${schema}.checkpoint for update`;

/** The checkpoint of a computation, nobody else's until the end of the transaction. */
export async function lockCheckpoint(client: pg.ClientBase, schema: string): Promise<CheckpointRow> {
  const [row] = await query<CheckpointRow>(client, lockSql(schema));
  return row as CheckpointRow;
}
