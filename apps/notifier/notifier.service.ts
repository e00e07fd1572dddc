import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type pg from 'pg';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { checkPast, LogChangedError, subscribe, type Noted } from '#libs/event-bus/subscribe.js';
import type { BusMessage } from '#libs/event-bus/stream.js';
import type { Config } from '#libs/platform/config.js';
import { checkPrimary, databaseOptions } from '#libs/platform/database.js';
import { lead } from '#libs/platform/leader.js';
import { pause, retryUntil } from '#libs/platform/retry.js';
import { Dispatcher, type Channel } from './dispatcher.js';
import type { EventReader } from './event-reader.js';
import { handleEvents, type Delays, type Handling } from './handle-events.js';
import { readPlace } from './news.js';
import { measureNotifier } from './notifier.metrics.js';
import type { Outbox } from './outbox.js';
import { tidy } from './tidy.js';
import type { Webhook } from './webhooks.js';

/** The advisory lock of the one that works. */
const LOCK = '7165064646484801';
/** Of the durable consumer, the NATS user and its inbox. */
const NAME = 'notifier';
/** Between looks for what is to be forgotten, in milliseconds. */
const TIDY = 60_000;

export interface NotifierOptions {
  readonly config: Config;
  readonly pool: pg.Pool;
  readonly outbox: Outbox;
  readonly reader: EventReader;
  readonly channels: readonly Channel[];
  readonly webhooks: readonly Webhook[];
  readonly delays: Delays;
}

/** Follows the events and sends what people and programs asked for. One of several works, the others are standbys. */
export class NotifierService implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Notifier');
  private readonly stop = new AbortController();
  private readonly dispatchers: readonly Dispatcher[];
  private running: Promise<void> | undefined;
  private head = 0;
  /** Nothing is sent before all events are read that were there at first: a text may have been hidden since. */
  private caughtUp = false;
  private trouble: string | undefined = 'JetStream was not reached yet';
  /** Of the last event handled; undefined in a standby. */
  position: number | undefined;

  constructor(private readonly options: NotifierOptions) {
    const poll = options.delays.poll * 1_000;
    const isReady = (): boolean => this.caughtUp;
    this.dispatchers = options.channels.map((channel) => new Dispatcher(options.outbox, channel, poll, isReady));
  }

  /** Events in JetStream that are not handled yet; undefined in a standby. */
  get lag(): number | undefined {
    return this.position === undefined ? undefined : Math.max(0, this.head - this.position);
  }

  onModuleInit(): void {
    measureNotifier(this, this.options.pool);
    const database = databaseOptions(this.options.config, 'notifier');
    const { signal } = this.stop;
    const candidate = {
      lock: [LOCK] as const,
      standby: () => (this.position = undefined),
      work: (lost: AbortSignal) => this.work(lost).finally(() => (this.position = undefined)),
    };
    const onFailure = (error: Error): void => this.logger.warn(error.message);
    const again = { signal, first: 100, retries: () => true, onFailure };
    const run = async (): Promise<void> => {
      while (!signal.aborted) await retryUntil(() => lead(database, signal, candidate), again).catch(() => undefined);
    };
    this.running = run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
    for (const channel of this.options.channels) channel.close?.();
    await this.options.reader.bus?.close();
    await this.options.pool.end();
  }

  /** @throws when the database does not answer, or cannot be written */
  checkDatabase(): Promise<void> {
    return checkPrimary(this.options.pool);
  }

  /** @throws why no events come */
  checkEvents(): Promise<Record<string, unknown>> {
    if (this.position !== undefined && this.trouble) return Promise.reject(new Error(this.trouble));
    return Promise.resolve({ standby: this.position === undefined, position: this.position, lag: this.lag });
  }

  /** How the webhooks do, and what became of the latest messages to them. */
  async deliveries(): Promise<{ webhooks: object[]; latest: object[] }> {
    const { outbox } = this.options;
    return { webhooks: await outbox.summary(), latest: await outbox.latest() };
  }

  /** Looks at once for what is to be sent. */
  wake(): void {
    for (const dispatcher of this.dispatchers) dispatcher.wake();
  }

  private async work(lost: AbortSignal): Promise<void> {
    await this.options.outbox.dropUnknown(this.options.channels.map(({ name }) => name));
    const sending = this.dispatchers.map((dispatcher) => dispatcher.run(lost));
    const onFailure = (error: Error): void => this.report(error.message);
    const again = { signal: lost, first: 100, longest: 5_000, retries: () => true, onFailure };
    const follow = retryUntil(() => this.follow(lost), again).catch(() => undefined);
    await Promise.all([follow, this.tidyUp(lost), ...sending]);
  }

  private async follow(lost: AbortSignal): Promise<void> {
    this.caughtUp = false;
    const bus = await this.connected(lost);
    const noted = await this.noted();
    this.position = noted.position;
    try {
      this.head = await checkPast(bus, noted);
    } catch (error) {
      if (!(error instanceof LogChangedError)) throw error;
      this.logger.error(`${error.message}: reading all events again, and telling of those recorded from now on`);
      await this.startAgain();
      throw error;
    }
    const placeAt = (position: number): Promise<string> => readPlace(this.options.reader, position);
    const handling = { delays: this.options.delays, webhooks: await this.targets(), placeAt };
    this.report(undefined);
    this.caughtUp = noted.position >= this.head;
    const handle = (events: readonly BusMessage[]): Promise<void> => this.handle(events, handling);
    await subscribe({ bus, name: NAME, position: noted.position, handle, signal: lost }).finally(
      () => (this.caughtUp = false),
    );
  }

  private async handle(events: readonly BusMessage[], handling: Handling): Promise<void> {
    if (events.length === 0) return;
    const client = await this.options.pool.connect();
    let broken = true;
    try {
      await client.query('begin');
      await handleEvents(client, events, handling);
      await client.query('commit');
      broken = false;
    } finally {
      client.release(broken);
    }
    this.position = events.at(-1)?.position ?? this.position;
    this.caughtUp ||= (this.position ?? 0) >= this.head;
    this.head = Math.max(this.head, this.position ?? 0);
    this.wake();
  }

  private async connected(signal: AbortSignal): Promise<Bus> {
    const { reader, config } = this.options;
    if (reader.bus?.nats.isClosed()) reader.bus = undefined;
    const { NATS_URL: url = '', NATS_USER: user, NATS_PASSWORD: password } = config;
    if (!url) throw new Error('NATS_URL is not set: the notifier needs NATS');
    reader.bus ??= await connectBus({ url, user, password, name: 'helpdesk-notifier', inboxPrefix: `_INBOX_${NAME}` });
    await reader.bus.up(signal);
    return reader.bus;
  }

  private async noted(): Promise<Noted> {
    const { rows } = await this.options.pool.query<Noted>(
      'select position::float8, log_id as "logId", hash from notify.position',
    );
    const markBefore: Noted['markBefore'] = async (position) => {
      const marks = await this.options.pool.query<{ position: number; hash: string }>(
        'select position::float8, hash from notify.marks where position <= $1 order by position desc limit 1',
        [position],
      );
      return marks.rows[0];
    };
    return { ...(rows[0] ?? { position: 0, logId: null, hash: null }), markBefore };
  }

  /** Another log has other tickets, and other events where messages not sent yet point to. */
  private async startAgain(): Promise<void> {
    await this.options.pool.query(
      `with again as (update notify.position set position = 0, log_id = null, hash = null, since = clock_timestamp()),
         tickets as (delete from notify.tickets), marks as (delete from notify.marks)
       delete from notify.deliveries where done_at is null`,
    );
  }

  /** The webhooks, with when each was first seen: what happened before is not theirs. */
  private async targets(): Promise<Handling['webhooks']> {
    const { pool, webhooks } = this.options;
    const names = webhooks.map(({ name }) => name);
    await pool.query('insert into notify.targets (name) select unnest($1::text[]) on conflict do nothing', [names]);
    const { rows } = await pool.query<{ name: string; since: Date }>('select name, since from notify.targets');
    const since = new Map(rows.map((row) => [row.name, row.since]));
    return webhooks.map((webhook) => ({ ...webhook, since: since.get(webhook.name) ?? new Date() }));
  }

  private async tidyUp(lost: AbortSignal): Promise<void> {
    while (!lost.aborted) {
      await tidy(this.options.pool).catch((error: Error) => this.logger.warn(error.message));
      await pause(TIDY, lost);
    }
  }

  /** A change is logged once. */
  private report(trouble: string | undefined): void {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    if (trouble) this.logger.warn(trouble);
    else this.logger.log(`following the events behind ${this.position}`);
  }
}
