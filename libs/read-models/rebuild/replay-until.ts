import type pg from 'pg';
import { positionAt } from '#libs/event-log/read-side.js';
import { asOnlyRebuild, createComputation, dropComputation, indexComputation } from '../computations.js';
import { READ_SCHEMAS } from '../schema.js';
import { compare, type TableComparison } from './compare.js';
import { completeSearch } from '../search/write-search.js';
import { fill } from './fill.js';
import type { LogSource } from './log-source.js';

export interface ReplayUntilOptions {
  /** A connection of the owner, outside of a transaction: it makes the schema. */
  readonly owner: pg.Client;
  readonly log: LogSource;
  readonly timeZone: string;
  /** The last position, or the time, whose events are in it. */
  readonly until: number | Date;
  /** Where the tables go; one made by an earlier replay is replaced. */
  readonly schema: string;
  readonly signal?: AbortSignal;
  onProgress?(position: number, until: number): void;
}

/** A schema that a replay may not write to; the message says why. */
export class ReplaySchemaError extends Error {
  override readonly name = 'ReplaySchemaError';
}

const NAME = /^[a-z_][a-z0-9_]{0,62}$/;
const TAKEN = new Set(['log', 'public', 'information_schema']);

/**
 * Computes the read models of a past time in a schema of their own, apart from the current ones: for audits, and to be
 * compared. Its view `moment` has the position and time.
 * @returns the position of the last event in it
 * @throws {ReplaySchemaError} when the schema is not ours to write
 * @throws {RebuildStoppedError} at an event that cannot be applied
 */
export async function replayUntil(options: ReplayUntilOptions): Promise<number> {
  await checkSchema(options.owner, options.schema);
  return asOnlyRebuild(options.owner, () => replay(options));
}

async function replay({ owner, log, schema, timeZone, signal, ...options }: ReplayUntilOptions): Promise<number> {
  const head = await log.readHead();
  const made = await createComputation(owner, timeZone);
  try {
    const until = await positionOf(owner, made, options.until, head.position);
    const onProgress = (position: number): void => options.onProgress?.(position, until);
    const from = { log, logId: head.logId, schema: made, filling: true, from: 0, upTo: until, strict: true };
    await fill(owner, { ...from, signal, onProgress });
    await completeSearch(owner, made);
    await indexComputation(owner, made);
    await rename(owner, made, schema);
    return until;
  } catch (error) {
    await owner.query('rollback').catch(() => undefined);
    await dropComputation(owner, made).catch(() => undefined);
    throw error;
  }
}

/** Compares two schemas made by replays, row by row. */
export async function compareSchemas(owner: pg.Client, a: string, b: string): Promise<TableComparison[]> {
  for (const schema of [a, b]) {
    if ((await kindOf(owner, schema)) !== 'replay') throw new ReplaySchemaError(`${schema} was not made by a replay.`);
  }
  return compare(owner, a, b);
}

async function checkSchema(owner: pg.Client, schema: string): Promise<void> {
  if (!NAME.test(schema) || TAKEN.has(schema) || READ_SCHEMAS.test(schema) || schema.startsWith('pg_')) {
    throw new ReplaySchemaError(
      `${schema} is no name for a replay: take lower-case letters, digits and _, such as audit_2026.`,
    );
  }
  if ((await kindOf(owner, schema)) === 'other') {
    throw new ReplaySchemaError(`The schema ${schema} holds something else: choose another name.`);
  }
}

async function kindOf(owner: pg.Client, schema: string): Promise<'none' | 'replay' | 'other'> {
  const text = `select to_regnamespace($1) is not null as there, to_regclass($1 || '.moment') is not null as ours`;
  const { rows } = await owner.query<{ there: boolean; ours: boolean }>(text, [schema]);
  if (!rows[0]?.there) return 'none';
  return rows[0].ours ? 'replay' : 'other';
}

async function positionOf(owner: pg.Client, schema: string, until: number | Date, head: number): Promise<number> {
  if (typeof until === 'number') return Math.min(until, head);
  const text = `select ${positionAt('$1', '$2')}::float8 as position`;
  const { rows } = await owner.query<{ position: number }>(text, [until, head]);
  return rows[0]?.position ?? 0;
}

/** In one transaction: the schema is there as a whole, or not at all. */
async function rename(owner: pg.Client, made: string, schema: string): Promise<void> {
  await owner.query(`begin; drop schema if exists ${schema} cascade; alter schema ${made} rename to ${schema};
    create view ${schema}.moment as select log_id, position, hash, recorded_at, time_zone from ${schema}.checkpoint`);
  await owner.query('delete from read_models.computations where schema = $1', [made]);
  await owner.query('commit');
}
