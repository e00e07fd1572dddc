import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import { Backoff } from '#libs/event-bus/backoff.js';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { DivergedError } from '#libs/event-bus/position-check.js';
import { relay } from '#libs/event-bus/relay.js';
import { StreamSettingsError } from '#libs/event-bus/stream.js';
import { watchAppends, type AppendWatch } from '#libs/event-log/appended.js';
import { readAt } from '#libs/event-log/read.js';
import type { Config } from '#libs/platform/config.js';
import { createPool, databaseOptions } from '#libs/platform/database.js';
import { UnreadableEventError } from '#libs/tickets/stored-events.js';
import { lead } from './election.js';
import { HeadWatch } from './head-watch.js';
import { LogSource } from './log-source.js';

/**
 * `off`: no NATS is set up · `standby`: another process relays, or nobody yet · `relaying` · `away`: NATS or the
 * database does not answer · `stopped`: it must not go on; `detail` says why and what to do.
 */
export const RELAY_STATES = ['off', 'standby', 'relaying', 'away', 'stopped'] as const;
export type RelayState = (typeof RELAY_STATES)[number];

export interface RelayStatus {
  readonly state: RelayState;
  readonly detail?: string;
  /** Last event known to stand in JetStream; null in a process that does not relay and did not before NATS went away. */
  readonly position: number | null;
  /** Events of the log that are not there yet. */
  readonly lagEvents: number | null;
  /** Age of the oldest of them. */
  readonly lagSeconds: number | null;
}

/** Copies the log to JetStream, in one of the command-apis at a time. Keeps the process up whatever happens to NATS. */
@Injectable()
export class RelayService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('relay');
  private readonly stop = new AbortController();
  private readonly head = new HeadWatch();
  private state: RelayState = 'off';
  private detail: string | undefined;
  private position: number | null = null;
  /** An event that needs newer software: trying again is no news. */
  private unreadable: number | undefined;
  private db: pg.Pool | undefined;
  private bus: Bus | undefined;
  private watch: AppendWatch | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly config: Config) {}

  onApplicationBootstrap(): void {
    if (!this.config.NATS_URL) return;
    const options = databaseOptions(this.config, 'command');
    this.db = createPool({ ...options, application_name: 'helpdesk-relay', max: 1, query_timeout: 10_000 });
    this.watch = watchAppends(options, (position) => this.head.heard(position));
    this.running = this.run(this.db, { ...options, application_name: 'helpdesk-relay-lock' });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await Promise.all([this.running, this.watch?.close()]);
    await this.bus?.close();
    await this.db?.end();
  }

  async status(): Promise<RelayStatus> {
    const { state, position } = this;
    const detail = this.detail ? { detail: this.detail } : {};
    if (position === null) return { state, ...detail, position, lagEvents: null, lagSeconds: null };
    const lagEvents = Math.max(0, this.head.position - position);
    const oldest = lagEvents > 0 && this.db ? await readAt(this.db, position + 1).catch(() => undefined) : undefined;
    const lagSeconds = oldest ? Math.max(0, (Date.now() - oldest.recordedAt.getTime()) / 1_000) : 0;
    return { state, ...detail, position, lagEvents, lagSeconds };
  }

  private async run(db: pg.Pool, lockOptions: pg.ClientConfig): Promise<void> {
    const { signal } = this.stop;
    const backoff = new Backoff(signal);
    const source = new LogSource(db);
    while (!signal.aborted) {
      const before = this.position;
      try {
        const bus = await this.connected();
        await lead(lockOptions, signal, {
          onStandby: () => this.say('standby'),
          work: (lost) => this.relay(bus, source, lost),
        });
      } catch (error) {
        this.explain(error);
      }
      if (this.position !== before) backoff.reset();
      await backoff.wait();
    }
  }

  private async connected(): Promise<Bus> {
    if (this.bus?.nats.isClosed()) this.bus = undefined;
    const { NATS_URL: url = '', NATS_USER: user, NATS_PASSWORD: password } = this.config;
    this.bus ??= await connectBus({ url, user, password, name: 'helpdesk-relay' });
    await this.bus.up(this.stop.signal);
    return this.bus;
  }

  private async relay(bus: Bus, source: LogSource, lost: AbortSignal): Promise<void> {
    // A restored log may end before what was heard of the old one.
    this.head.forget();
    this.head.heard((await source.head()).position);
    await relay({
      bus,
      source,
      onPosition: (position) => {
        this.position = position;
        if (position + 1 !== this.unreadable) this.say('relaying');
      },
      more: async (position, failed) => {
        await this.head.beyond(position, failed, lost);
        return !lost.aborted;
      },
    });
  }

  private explain(error: unknown): void {
    if (this.stop.signal.aborted) return;
    this.unreadable = error instanceof UnreadableEventError ? error.position : undefined;
    this.say(STOPPING.some((kind) => error instanceof kind) ? 'stopped' : 'away', (error as Error).message);
  }

  /** Changes of the state are logged, repeats are not. */
  private say(state: RelayState, detail?: string): void {
    if (state === this.state && detail === this.detail) return;
    const news = state !== this.state || state === 'stopped';
    this.state = state;
    this.detail = detail;
    if (state === 'standby') this.position = null;
    if (!news) return;
    const words = detail ? `${state}: ${detail}` : state;
    if (state === 'stopped') this.log.error(words);
    else if (state === 'away') this.log.warn(words);
    else this.log.log(words);
  }
}

const STOPPING = [DivergedError, StreamSettingsError, UnreadableEventError];
