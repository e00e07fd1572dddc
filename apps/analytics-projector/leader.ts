import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { holdSchema } from '#libs/read-models/former.js';
import { lockOf } from '#libs/read-models/schema.js';

/** Of those that write the same tables: another version has its own (decision 14). */
const LEADER_LOCK = lockOf(71_650_792);
/** In milliseconds: between attempts to become the leader, and between signs of life of the one who is. */
const RETRY = 500;
const HEARTBEAT = 3_000;
/** A leader that gives no sign of life for so long (frozen, or cut off) loses its connection, and with it the lock. */
const SILENCE = '10s';

/**
 * Lets one of several projectors work while the others stand by. It saves work, no more: what keeps two from writing at
 * once is the lock on the checkpoint.
 */
export class Leader {
  private readonly stop = new AbortController();
  private running = Promise.resolve();
  private client: pg.Client | undefined;
  elected = false;

  constructor(
    private readonly options: pg.ClientConfig,
    private readonly on: { elected(): void; deposed(): void },
  ) {}

  run(): void {
    this.running = this.campaigns();
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.client?.end().catch(() => undefined);
    await this.running;
  }

  private async campaigns(): Promise<void> {
    do {
      const client = new pg.Client({ keepAlive: true, connectionTimeoutMillis: 5_000, ...this.options });
      this.client = client;
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.query(`set idle_session_timeout = '${SILENCE}'`);
        await holdSchema(client);
        if (await this.win(client)) await this.lead(client);
      } catch {
        // Whatever broke the connection: try again with a new one.
      }
      await client.end().catch(() => undefined);
    } while (await this.rest(RETRY));
  }

  private async win(client: pg.Client): Promise<boolean> {
    do {
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', LEADER_LOCK);
      if (rows[0]?.got) return true;
    } while (await this.rest(RETRY));
    return false;
  }

  private async lead(client: pg.Client): Promise<void> {
    this.elected = true;
    this.on.elected();
    try {
      do await client.query('select 1');
      while (await this.rest(HEARTBEAT));
    } finally {
      this.elected = false;
      this.on.deposed();
    }
  }

  /** False once it is closed. */
  private async rest(ms: number): Promise<boolean> {
    await sleep(ms, undefined, { signal: this.stop.signal }).catch(() => undefined);
    return !this.stop.signal.aborted;
  }
}
