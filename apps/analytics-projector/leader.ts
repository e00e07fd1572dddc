import pg from 'pg';

const LEADER_LOCK = 7_165_064_646_484_792n;
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
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly options: pg.ClientConfig,
    private readonly on: { elected(): void; deposed(): void },
  ) {}

  get elected(): boolean {
    return this.client !== undefined;
  }

  async run(): Promise<void> {
    const client = new pg.Client({ keepAlive: true, connectionTimeoutMillis: 5_000, ...this.options });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`set idle_session_timeout = '${SILENCE}'`);
      if (await this.campaign(client)) await this.lead(client);
    } catch {
      // Whatever broke the connection: try again with a new one.
    }
    await client.end().catch(() => undefined);
    if (!this.closed) this.timer = setTimeout(() => void this.run(), RETRY);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private async campaign(client: pg.Client): Promise<boolean> {
    while (!this.closed) {
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [
        LEADER_LOCK.toString(),
      ]);
      if (rows[0]?.got) return true;
      await this.pause(RETRY);
    }
    return false;
  }

  private async lead(client: pg.Client): Promise<void> {
    this.client = client;
    this.on.elected();
    try {
      while (!this.closed) {
        await client.query('select 1');
        await this.pause(HEARTBEAT);
      }
    } finally {
      this.client = undefined;
      this.on.deposed();
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => (this.timer = setTimeout(resolve, ms)));
  }
}
