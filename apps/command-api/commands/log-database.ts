import type pg from 'pg';
import { readHead } from '#libs/event-log/read.js';
import type { Config } from '#libs/platform/config.js';
import { createPool, databaseOptions } from '#libs/platform/database.js';
import { gaugeOf } from '#libs/platform/metrics.js';
import { measurePool } from '#libs/platform/pool-metrics.js';

/** The command loop needs two connections to append and at most three to look things up. */
const CONNECTIONS = 5;
/** A statement without a result after this many milliseconds is given up, and sent again on another connection. */
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
    measurePool('log', this.pool);
    measureLog(this.pool);
  }

  /** @throws when the log cannot be read: unless the database is only away, there is no use in starting then */
  async check(): Promise<void> {
    await readHead(this.pool);
  }
}

/** Where the log ends and how large the database is, asked each time the metrics are read. */
function measureLog(pool: pg.Pool): void {
  gaugeOf(
    'helpdesk_log_position',
    'Position of the last event of the log; absent while the database does not answer',
    async () => (await readHead(pool)).position,
  );
  gaugeOf(
    'helpdesk_database_bytes',
    'Size of the whole database on disk, in bytes; absent while it does not answer',
    async () => {
      const text = 'select pg_database_size(current_database())::float8 as bytes';
      return (await pool.query<{ bytes: number }>(text)).rows[0]?.bytes;
    },
  );
}
