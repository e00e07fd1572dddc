import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { deleteStream, ensureStream } from '#libs/event-bus/stream.js';
import { until } from '#libs/platform/retry.js';
import { readConfig } from '#libs/platform/config.js';
import { createPool, databaseOptions } from '#libs/platform/database.js';
import type { Channel } from '../../apps/notifier/dispatcher.js';
import { EventReader } from '../../apps/notifier/event-reader.js';
import { NotifierService } from '../../apps/notifier/notifier.service.js';
import { Outbox } from '../../apps/notifier/outbox.js';
import { WebhookChannel } from '../../apps/notifier/webhook.channel.js';
import type { Webhook } from '../../apps/notifier/webhooks.js';
import { PublishedLog } from './published-log.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from './servers.js';

export const SECRET = `whsec_${Buffer.from('thirty-two bytes of a good secret').toString('base64')}`;

/** For specs: PostgreSQL, NATS with a published log, and notifiers in this process. */
export class NotifierWorld {
  readonly running = new Set<NotifierService>();

  private constructor(
    readonly database: TestDatabase,
    readonly nats: TestNats,
    readonly bus: Bus,
    readonly owner: pg.Pool,
    public log: PublishedLog,
  ) {}

  static async start(): Promise<NotifierWorld> {
    const [database, nats] = await Promise.all([createTestDatabase(), startTestNats()]);
    const bus = await connectBus({ url: nats.url, name: 'spec' });
    await ensureStream(bus);
    const owner = createPool({ connectionString: database.url, max: 4 });
    return new NotifierWorld(database, nats, bus, owner, new PublishedLog(bus));
  }

  /** A notifier with these webhooks, whose first waits are short, following what is published. */
  async notifier(
    webhooks: readonly Webhook[],
    waits = [20, 40, 80],
    more: (parts: { reader: EventReader; db: pg.Pool }) => readonly Channel[] = () => [],
    upTo = this.log.messages.length,
  ): Promise<NotifierService> {
    const config = readConfig({ DATABASE_URL: this.database.url, NATS_URL: this.nats.url, LOG_LEVEL: 'error' });
    const pool = createPool({ ...databaseOptions(config, 'notifier'), max: 6 });
    const reader = new EventReader();
    const hooks = webhooks.map((webhook) => new WebhookChannel(webhook, reader, waits));
    const channels = [...hooks, ...more({ reader, db: pool })];
    const outbox = new Outbox(pool);
    const delays = { mail: 0.2, push: 0.1, poll: 0.05 };
    const notifier = new NotifierService({ config, pool, outbox, reader, channels, webhooks, delays });
    notifier.onModuleInit();
    this.running.add(notifier);
    await this.handled(notifier, upTo);
    return notifier;
  }

  /** Waits until all that is published is handled. */
  async handled(notifier: NotifierService, upTo = this.log.messages.length): Promise<void> {
    await holds(() => notifier.checkEvents().then(() => (notifier.position ?? -1) >= upTo));
  }

  async stop(notifier: NotifierService): Promise<void> {
    this.running.delete(notifier);
    await notifier.onApplicationShutdown();
  }

  /** Ends the notifiers, and forgets all they knew and all that was published. */
  async reset(): Promise<void> {
    for (const notifier of this.running) await this.stop(notifier);
    await this.owner.query(
      `truncate notify.deliveries, notify.subscriptions, notify.tickets, notify.targets, notify.confirmations,
         notify.marks;
       update notify.position set position = 0, since = clock_timestamp()`,
    );
    await deleteStream(this.bus);
    await ensureStream(this.bus);
    this.log = new PublishedLog(this.bus);
  }

  async close(): Promise<void> {
    for (const notifier of this.running) await this.stop(notifier);
    await Promise.all([this.owner.end(), this.bus.close()]);
    await Promise.all([this.nats.stop(), this.database.drop()]);
  }
}

/** For specs: a webhook to this address, on this machine. */
export function webhookTo(url: string, parts: Partial<Webhook> = {}): Webhook {
  return { name: 'chat', url, secret: SECRET, allowPrivate: true, ...parts };
}

/** Waits until a condition holds; what it throws counts as not yet. */
export async function holds(condition: () => boolean | Promise<boolean>, timeout = 20_000): Promise<void> {
  const checked = async (): Promise<boolean> => {
    try {
      return await condition();
    } catch {
      return false;
    }
  };
  if (!(await until(checked, timeout))) throw new Error(`it does not hold: ${condition.toString()}`);
}

export const newTicket = (): string => randomUUID();
