import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { DivergedError } from '#libs/event-bus/position-check.js';
import { relay, type RelaySource } from '#libs/event-bus/relay.js';
import { StreamSettingsError } from '#libs/event-bus/stream.js';
import { HeadWatch } from '#libs/event-log/head-watch.js';
import { MessageSource } from '#libs/event-log/message-source.js';
import { readAt } from '#libs/event-log/read.js';
import type { Config } from '#libs/platform/config.js';
import { createPool, databaseOptions } from '#libs/platform/database.js';
import { lead } from '#libs/platform/leader.js';
import { retryUntil } from '#libs/platform/retry.js';
import { toPublished } from '#libs/tickets/published-event.js';
import { UnreadableEventError } from '#libs/tickets/stored-events.js';
import { PublishSpans } from './publish-spans.js';

/**
 * `off`: no NATS is set up · `standby`: another process relays, or nobody yet · `relaying` · `away`: NATS or the
 * database does not answer · `stopped`: it must not go on; `detail` says why and what to do.
 */
export const RELAY_STATES = ['off', 'standby', 'relaying', 'away', 'stopped'] as const;
export type RelayState = (typeof RELAY_STATES)[number];

export interface RelayStatus {
  readonly state: RelayState;
  readonly detail?: string;
  /** Last event known to be in JetStream; null in a process that does not relay and did not before NATS went away. */
  readonly position: number | null;
  /** Events of the log that are not there yet. */
  readonly lagEvents: number | null;
  /** Age of the oldest of them. */
  readonly lagSeconds: number | null;
}

/** The advisory lock of the one that relays. */
const LOCK = '7165064646484782';
/** The log is asked for its head when no append was heard of for so long, in milliseconds: a notification may be lost. */
const POLL = 5_000;

/** Copies the log to JetStream, in one of the command-apis at a time. Keeps the process up whatever happens to NATS. */
@Injectable()
export class RelayService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('relay');
  private readonly stop = new AbortController();
  private state: RelayState = 'off';
  private detail: string | undefined;
  /** What was logged last. */
  private logged = '';
  private position: number | null = null;
  /** An event that needs newer software: trying again is no news. */
  private unreadable: number | undefined;
  private db: pg.Pool | undefined;
  private bus: Bus | undefined;
  private head: HeadWatch | undefined;
  private running: Promise<void> | undefined;

  private readonly spans = new PublishSpans();

  constructor(private readonly config: Config) {}

  onApplicationBootstrap(): void {
    if (!this.config.NATS_URL) return;
    const options = databaseOptions(this.config, 'command');
    this.db = createPool({ ...options, application_name: 'helpdesk-relay', max: 1, query_timeout: 10_000 });
    this.head = new HeadWatch(options);
    this.running = this.run(this.db, this.head, { ...options, application_name: 'helpdesk-relay-lock' });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await Promise.all([this.running, this.head?.close()]);
    await this.bus?.close();
    await this.db?.end();
  }

  async status(): Promise<RelayStatus> {
    const { state, position } = this;
    const detail = this.detail ? { detail: this.detail } : {};
    if (position === null) return { state, ...detail, position, lagEvents: null, lagSeconds: null };
    const lagEvents = Math.max(0, (this.head?.position ?? 0) - position);
    const oldest = lagEvents > 0 && this.db ? await readAt(this.db, position + 1).catch(() => undefined) : undefined;
    const lagSeconds = oldest ? Math.max(0, (Date.now() - oldest.recordedAt.getTime()) / 1_000) : 0;
    return { state, ...detail, position, lagEvents, lagSeconds };
  }

  private async run(db: pg.Pool, head: HeadWatch, lockOptions: pg.ClientConfig): Promise<void> {
    const { signal } = this.stop;
    const source = new MessageSource(db, (row, logId) => this.spans.begin(toPublished(row, logId)));
    const work = async (): Promise<void> => {
      const bus = await this.connected();
      const relay = (lost: AbortSignal): Promise<void> => this.relay(bus, source, head, lost);
      await lead(lockOptions, signal, { lock: [LOCK], standby: () => this.report('standby'), work: relay });
    };
    const again = { signal, first: 50, retries: () => true, onFailure: (error: Error) => this.explain(error) };
    while (!signal.aborted) await retryUntil(work, again).catch(() => undefined);
  }

  private async connected(): Promise<Bus> {
    if (this.bus?.nats.isClosed()) this.bus = undefined;
    const { NATS_URL: url = '', NATS_USER: user, NATS_PASSWORD: password, NATS_REPLICAS: replicas } = this.config;
    this.bus ??= await connectBus({ url, user, password, replicas, name: 'helpdesk-relay' });
    await this.bus.up(this.stop.signal);
    return this.bus;
  }

  private async relay(bus: Bus, source: RelaySource, head: HeadWatch, lost: AbortSignal): Promise<void> {
    // A restored log may end before what was heard of the old one.
    head.forget();
    head.heard((await source.head()).position);
    await relay({
      bus,
      source,
      onPosition: (position) => {
        this.position = position;
        this.spans.confirmed(position);
        if (position + 1 !== this.unreadable) this.report('relaying');
      },
      more: async (position, failed) => {
        while (!lost.aborted && !failed.aborted && !(await head.beyond(position, POLL, failed, lost))) {
          head.heard((await source.head()).position);
        }
        return !lost.aborted;
      },
    });
  }

  private explain(error: Error): void {
    if (this.stop.signal.aborted) return;
    this.unreadable = error instanceof UnreadableEventError ? error.position : undefined;
    this.report(STOPPING.some((kind) => error instanceof kind) ? 'stopped' : 'away', error);
  }

  /** A change is logged once. A relay that must not go on tries again each second: that is no news, whatever the figures. */
  private report(state: RelayState, reason?: Error): void {
    if (state === 'standby') this.position = null;
    this.state = state;
    this.detail = reason?.message;
    const news = `${state} ${state === 'stopped' ? reason?.name : ''}`;
    if (news === this.logged || (state === 'standby' && this.logged.startsWith('stopped'))) return;
    this.logged = news;
    const words = reason ? `${state}: ${reason.message}` : state;
    if (state === 'stopped') this.log.error(words);
    else if (state === 'away') this.log.warn(words);
    else this.log.log(words);
  }
}

const STOPPING = [DivergedError, StreamSettingsError, UnreadableEventError];
