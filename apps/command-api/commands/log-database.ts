import type pg from 'pg';
import { readHead } from '#libs/event-log/read.js';
import type { Config } from '#libs/platform/config.js';
import { createPool, databaseOptions } from '#libs/platform/database.js';

/** The processor needs one connection to append and at most two to look things up. */
const CONNECTIONS = 4;
/** A statement without an answer after this many milliseconds is given up, and sent again on another connection. */
const TIMEOUT = 5_000;

/** The log, as the command side may use it: it reads, and appends through the function. */
export class LogDatabase {
  readonly pool: pg.Pool;

  constructor(config: Config) {
    this.pool = createPool({
      ...databaseOptions(config, 'command'),
      max: CONNECTIONS,
      query_timeout: TIMEOUT,
      keepAlive: true,
    });
  }

  /** @throws when the log cannot be read: then there is no use in starting */
  async check(): Promise<void> {
    await readHead(this.pool);
  }
}
