import { once } from 'node:events';
import type pg from 'pg';
import { Agent } from 'node:http';
import { openClient } from '#libs/platform/database.js';
import { projectPath } from '#libs/platform/project-root.js';
import { READ_CHANNEL } from '#libs/read-models/schema.js';
import { migrate } from '../../bin/migrate.js';
import { evenly, percentiles } from './closed-loop.js';
import { openTicket } from './http-load.js';
import { startServer } from './servers.js';

export interface Delays {
  /** Those that came together count once. */
  readonly appends: number;
  /** Milliseconds that half, and 99 of 100, of the commits took until the read models had them. */
  readonly p50: number;
  readonly p99: number;
}

const HERE = { prefix: '', root: projectPath() };
const PER_SECOND = 200;
/** Seconds that nobody looks at. */
const WARM_UP = 5;

/**
 * The whole system under an even stream of new tickets. One connection hears both of the commit and of the read models that
 * have it: the time between the two is what a page waits.
 * @param databaseUrl an empty database
 */
export async function commitToVisible(databaseUrl: string, natsUrl: string, seconds: number): Promise<Delays> {
  await migrate(databaseUrl);
  const env = { DATABASE_URL: databaseUrl, NATS_URL: natsUrl, COMMAND_API_PORT: '0', PROJECTOR_PORT: '0' };
  const commands = await startServer(HERE, 'apps/command-api/main.js', env);
  const projector = await startServer(HERE, 'apps/analytics-projector/main.js', env);
  const listener = await DelayListener.open(databaseUrl);
  const agent = new Agent({ keepAlive: true });
  try {
    await evenly(PER_SECOND, WARM_UP, () => openTicket(commands.url, agent));
    await listener.drained();
    listener.delays = [];
    await evenly(PER_SECOND, seconds, () => openTicket(commands.url, agent));
    await listener.drained();
    return { appends: listener.delays.length, ...percentiles(listener.delays) };
  } finally {
    agent.destroy();
    await Promise.all([listener.close(), commands.stop(), projector.stop()]);
  }
}

class DelayListener {
  delays: number[] = [];
  private readonly waiting = new Map<number, number>();

  private constructor(private readonly client: pg.Client) {
    client.on('notification', ({ channel, payload }) => {
      const position = Number.parseInt(payload ?? '', 10);
      const now = performance.now();
      if (channel === 'helpdesk_log') this.waiting.set(position, now);
      else this.seen(position, now);
    });
  }

  static async open(connectionString: string): Promise<DelayListener> {
    const client = await openClient({ connectionString });
    const listener = new DelayListener(client);
    await client.query(`listen helpdesk_log; listen ${READ_CHANNEL}`);
    return listener;
  }

  /** Resolves once the read models have everything. */
  async drained(): Promise<void> {
    while (this.waiting.size > 0) await once(this.client, 'notification');
  }

  close(): Promise<void> {
    return this.client.end();
  }

  private seen(upTo: number, now: number): void {
    for (const [position, since] of this.waiting) {
      if (position > upTo) continue;
      this.waiting.delete(position);
      this.delays.push(now - since);
    }
  }
}
