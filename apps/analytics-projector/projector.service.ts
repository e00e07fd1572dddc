import { Logger, type OnApplicationShutdown, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';
import { followEvents } from '#libs/event-bus/subscribe.js';
import { watchAppends, type AppendWatch } from '#libs/event-log/appended.js';
import { readAfter, readHead } from '#libs/event-log/read.js';
import type { Config } from '#libs/platform/config.js';
import { createPool, databaseOptions, withSettings } from '#libs/platform/database.js';
import { measurePool } from '#libs/platform/pool-metrics.js';
import { analyzeGeneration } from '#libs/read-models/generations.js';
import { rebuild, RebuildRunningError } from '#libs/read-models/rebuild/rebuild.js';
import { READ } from '#libs/read-models/schema.js';
import { UnreadableEventError } from '#libs/tickets/stored-events.js';
import { ChainWatch } from './chain-watch.js';
import { Leader } from './leader.js';
import type { ProjectorState } from './projector-state.js';
import { countApplied, countParked, measureProjector } from './projector.metrics.js';
import { Pump } from './pump.js';
import { survey, type Survey } from './survey.js';

/** A transaction of ours that rests for so long belongs to a frozen process: it is ended and gives the checkpoint free. */
const FROZEN = 10_000;
/**
 * A statement is planned once for each connection, maybe while the tables are tiny: it must not walk through one that has grown since.
 */
const PLANS =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan';
/** After so many events, and whenever there are twice as many, statements are planned anew: readers planned theirs for tables of another size. */
const FIRST_ANALYZED = 500;
/** Between attempts after a failure, in milliseconds. */
const RETRY = 1_000;

/** Keeps the read models what the log says: follows it, or builds them anew. */
export class ProjectorService implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  private readonly logger = new Logger('Projector');
  private readonly options: pg.ClientConfig;
  private readonly pool: pg.Pool;
  private readonly leader: Leader;
  private readonly stopBuilding = new AbortController();
  private watch: AppendWatch | undefined;
  private chain: ChainWatch | undefined;
  private bus: { close(): Promise<void> } | undefined;
  private pump: Pump | undefined;
  private again: NodeJS.Timeout | undefined;
  private closed = false;
  /** Counts the beginnings: one that was overtaken goes no further. */
  private turn = 0;
  private analyzeAt = Infinity;
  state: ProjectorState = { doing: 'starting' };
  position = 0;
  head = 0;

  constructor(private readonly config: Config) {
    this.options = { ...databaseOptions(config, 'projector'), idle_in_transaction_session_timeout: FROZEN };
    this.pool = createPool({ ...withSettings(this.options, PLANS), max: 4 });
    measurePool('projector', this.pool);
    this.leader = new Leader(this.options, { elected: () => void this.begin(), deposed: () => void this.standBy() });
  }

  onModuleInit(): void {
    measureProjector(this, this.pool);
    this.chain = new ChainWatch(this.pool, () => this.leader.elected, this.config);
    this.state = { doing: 'standing by' };
    this.watch = watchAppends(this.options, (position) => this.appended(position));
    this.leader.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    clearTimeout(this.again);
    this.stopBuilding.abort();
    await this.chain?.close();
    await this.watch?.close();
    await this.standBy();
    await this.leader.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  /** @throws when the database does not answer */
  async checkDatabase(): Promise<void> {
    await this.pool.query('select');
  }

  private appended(position: number): void {
    const restored = position < this.head && position < this.position;
    this.head = position;
    if (restored && this.state.doing === 'following') void this.begin();
    else this.pump?.reach(position);
  }

  /** Looks how things stand, and does what is needed; whatever fails is tried again. */
  private async begin(): Promise<void> {
    const turn = ++this.turn;
    await this.standBy();
    try {
      const found = await survey(this.pool, this.config.HELPDESK_TIME_ZONE);
      if (turn !== this.turn || this.closed || !this.leader.elected) return;
      this.position = found.position;
      this.head = found.head;
      if (found.usable) this.follow(found);
      if (found.rebuild) await this.build(found.rebuild);
    } catch (error) {
      if (error instanceof UnreadableEventError) return this.stop(error);
      if (!this.closed) this.logger.warn(error instanceof Error ? error.message : error);
      this.beginLater();
    }
  }

  private beginLater(): void {
    clearTimeout(this.again);
    if (!this.closed) this.again = setTimeout(() => void this.begin(), RETRY);
  }

  private follow(found: Survey): void {
    this.state = { doing: 'following' };
    this.analyzeAt = Math.max(FIRST_ANALYZED, found.position * 2);
    const pump = new Pump(this.pool, found.logId, found.position, {
      applied: (applied, events, source, ms) => {
        this.position = applied.position;
        countApplied(events, source, ms);
        if (applied.position >= this.analyzeAt) this.analyze(applied.generation, applied.position);
        for (const parked of applied.parked) {
          countParked();
          this.logger.error(`event ${parked.position} (${parked.type}) is parked: ${parked.reason}`);
        }
      },
      stopped: (reason) => this.stop(reason),
      failed: (error) => {
        this.logger.warn(error instanceof Error ? error.message : error);
        this.beginLater();
      },
    });
    this.pump = pump;
    pump.reach(found.head);
    const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = this.config;
    if (!url) return;
    this.bus = followEvents({
      nats: { url, user, password },
      after: found.position,
      onMessages: (batch) => pump.take(batch),
      onState: (state) => (pump.busFlows = state === 'connected'),
    });
  }

  private analyze(generation: number, position: number): void {
    this.analyzeAt = position * 2;
    analyzeGeneration(this.pool, generation).catch((error: unknown) => {
      if (!this.closed) this.logger.warn(error instanceof Error ? error.message : error);
    });
  }

  private async build(reason: string): Promise<void> {
    this.logger.log(`the read models are built anew: ${reason}`);
    const before = this.state;
    if (before.doing !== 'following') this.state = { doing: 'building', reason };
    try {
      const built = await rebuild({
        connect: () => this.connect(),
        log: { readAfter: (after, limit) => readAfter(this.pool, after, limit), readHead: () => readHead(this.pool) },
        timeZone: this.config.HELPDESK_TIME_ZONE,
        strict: false,
        compare: false,
        signal: this.stopBuilding.signal,
        onProgress: ({ phase, position, head }) => {
          if (before.doing !== 'following')
            this.state = { doing: 'building', reason: `${phase}: ${position} of ${head} events` };
        },
      });
      this.logger.log(`the read models are built anew up to event ${built.position}`);
      void this.begin();
    } catch (error) {
      if (!(error instanceof RebuildRunningError)) throw error;
      this.beginLater();
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.options, keepAlive: true });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  private stop(reason: UnreadableEventError): void {
    const words = `${reason.message}. Update this software, then start the projector again.`;
    this.state = { doing: 'stopped', reason: words };
    this.logger.fatal(words);
    // For whoever asks query-api why nothing is new.
    const note = `update ${READ}.checkpoints set stopped = $1 where generation = (select generation from ${READ}.active)`;
    void this.pool.query(note, [words]).catch(() => undefined);
    void this.bus?.close();
  }

  private async standBy(): Promise<void> {
    if (this.state.doing !== 'stopped') this.state = { doing: 'standing by' };
    const { bus, pump } = this;
    this.bus = this.pump = undefined;
    await bus?.close();
    await pump?.close();
  }
}
