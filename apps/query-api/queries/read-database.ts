import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import { databaseOptions, openClient, withSettings, type Queryable } from '#libs/platform/database.js';
import { readConfig } from '#libs/platform/config.js';
import { retryUntil } from '#libs/platform/retry.js';
import { isTransient } from '#libs/platform/transient.js';
import { measurePool } from '#libs/platform/pool-metrics.js';
import { READ_SETTINGS } from '#libs/read-models/queries/sql.js';
import { ReadPool } from '#libs/read-models/read-pool.js';

/** Connections of query-api for reading, and the longest time a read may take, in milliseconds. */
const CONNECTIONS = 8;
const LONGEST_READ = 15_000;
/** In milliseconds: the longest that a reader of a long answer may take nothing; then its snapshot is given up. */
const LONGEST_PAUSE = 60_000;

/** A read that took longer, in milliseconds, is not tried again: the time of its reader is used up. */
const RETRY_WITHIN = 2_000;
/** In milliseconds: connections that are lost together are not all noticed at once, and a retry on another one would fail too. */
const RETRY_AFTER = 200;

function retryOnce<T>(work: () => Promise<T>): Promise<T> {
  let left = 1;
  const retries = (error: unknown): boolean => isTransient(error) && left-- > 0;
  return retryUntil(work, { deadline: performance.now() + RETRY_WITHIN, first: RETRY_AFTER, retries });
}

/** The database as the reads see it: within `inSnapshot` its snapshot, else each statement sees its own. */
@Injectable()
export class ReadDatabase implements Queryable, OnApplicationShutdown {
  private readonly snapshot = new AsyncLocalStorage<Queryable>();
  /** How to connect as the role of query-api. */
  readonly options = withSettings(databaseOptions(readConfig(), 'query'), READ_SETTINGS);
  private readonly pool = new ReadPool({ ...this.options, max: CONNECTIONS, statement_timeout: LONGEST_READ }, (pool) =>
    measurePool('read', pool),
  );

  /** A statement that a lost connection cut off is sent once more, on another one; not within a snapshot. */
  readonly query = ((...given: [pg.QueryConfig]) =>
    this.snapshot.getStore()?.query(...given) ??
    retryOnce(() => this.pool.query(...given))) as unknown as pg.Pool['query'];

  /** Everything that is read within `work` is of the same position and time. */
  async inSnapshot<T>(work: () => Promise<T>): Promise<T> {
    if (this.snapshot.getStore()) return work();
    const inSnapshot = async (client: pg.PoolClient): Promise<T> => {
      // A report of a year sorts more than the 4 MB that PostgreSQL gives by default.
      await client.query(`begin isolation level repeatable read read only; set local work_mem = '32MB'`);
      const result = await this.snapshot.run(client, work);
      await client.query('commit');
      return result;
    };
    return retryOnce(() => this.pool.withClient(inSnapshot));
  }

  /** Readers were switched to this schema of read models. */
  follow(schema: string): void {
    this.pool.follow(schema);
  }

  /** A snapshot that lasts until it is released, for a long answer; on a connection beside those of the others. */
  async ownSnapshot(): Promise<{ db: Queryable; release(): Promise<void> }> {
    const options = await this.pool.currentOptions();
    const client = await openClient({ ...options, idle_in_transaction_session_timeout: LONGEST_PAUSE });
    await client.query('begin isolation level repeatable read read only');
    return { db: client, release: () => client.end() };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
