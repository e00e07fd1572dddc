import { Logger, type OnApplicationShutdown, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type pg from 'pg';
import { HeadWatch } from '#libs/event-log/head-watch.js';
import { logReader } from '#libs/event-log/read.js';
import type { Config } from '#libs/platform/config.js';
import { checkPrimary, createPool, databaseOptions, openClient, withSettings } from '#libs/platform/database.js';
import { lead } from '#libs/platform/leader.js';
import { measurePool } from '#libs/platform/pool-metrics.js';
import { pause, retryUntil } from '#libs/platform/retry.js';
import {
  analyzeComputation,
  currentSchema,
  dropPrevious,
  pinDefinition,
  RebuildRunningError,
} from '#libs/read-models/computations.js';
import type { Applied } from '#libs/read-models/project/apply-batch.js';
import { rebuild, type Progress } from '#libs/read-models/rebuild/rebuild.js';
import { lockOf } from '#libs/read-models/schema.js';
import { UnreadableEventError } from '#libs/tickets/stored-events.js';
import { ChainVerifier } from './chain-verifier.js';
import { followLog } from './follow-log.js';
import { inspectState, type Inspection } from './inspect-state.js';
import { countApplied, countParked, measureProjector, type ProjectorState } from './projector.metrics.js';

/** Of those that write the same tables: another version has its own (decision 14). */
const LEADER_LOCK = lockOf(71_650_792);
/** A transaction of ours that rests for so long belongs to a frozen process: it is ended and gives the checkpoint free. */
const FROZEN = 10_000;
/**
 * A statement is planned once for each connection, maybe while the tables are tiny: it must not walk through one that has grown since.
 */
const PLANS =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan';
/** After so many events, and whenever there are twice as many, statements are planned again: readers planned theirs for tables of another size. */
const FIRST_ANALYZED = 500;
/** Between looks whether a rebuild of somebody else has ended, in milliseconds. */
const REBUILD_PAUSE = 1_000;
/** Between looks for read models that nobody sees any more, in milliseconds. */
const TIDY = 60_000;

/** Keeps the read models up to date: follows the log, or builds them again. One process works, the others are standbys. */
export class ProjectorService implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  private readonly logger = new Logger('Projector');
  private readonly options: pg.ClientConfig;
  private readonly pool: pg.Pool;
  private readonly stop = new AbortController();
  private watch: HeadWatch | undefined;
  private chain: ChainVerifier | undefined;
  private running: Promise<void> | undefined;
  private tidying: NodeJS.Timeout | undefined;
  private leads = false;
  private analyzeAt = Infinity;
  state: ProjectorState = { doing: 'starting' };
  position = 0;

  constructor(private readonly config: Config) {
    this.options = { ...databaseOptions(config, 'projector'), idle_in_transaction_session_timeout: FROZEN };
    this.pool = createPool({ ...withSettings(this.options, PLANS), max: 4, pipeline: true });
    measurePool('projector', this.pool);
  }

  /** Where the log ends, as far as is known. */
  get head(): number {
    return this.watch?.position ?? 0;
  }

  onModuleInit(): void {
    measureProjector(this, this.pool);
    this.chain = new ChainVerifier(this.pool, () => this.leads, this.config);
    this.watch = new HeadWatch(this.options);
    this.running = this.run(this.watch);
    this.tidying = setInterval(() => this.tidyUp(), TIDY);
  }

  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    clearInterval(this.tidying);
    await Promise.all([this.running, this.chain?.close(), this.watch?.close()]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  /** @throws when the database does not answer, or cannot be written */
  checkDatabase(): Promise<void> {
    return checkPrimary(this.pool);
  }

  private async run(head: HeadWatch): Promise<void> {
    const { signal } = this.stop;
    const candidate = {
      lock: LEADER_LOCK,
      connected: pinDefinition,
      standby: () => this.standby(),
      work: (lost: AbortSignal) => this.work(head, lost).finally(() => this.standby()),
    };
    const onFailure = (error: Error): void => this.logger.warn(error.message);
    const again = { signal, first: 100, retries: () => true, onFailure };
    while (!signal.aborted) await retryUntil(() => lead(this.options, signal, candidate), again).catch(() => undefined);
  }

  private async work(head: HeadWatch, lost: AbortSignal): Promise<void> {
    this.leads = true;
    while (!lost.aborted) {
      const found = await inspectState(this.pool, this.config.HELPDESK_TIME_ZONE);
      this.position = found.position;
      head.forget();
      head.heard(found.head);
      try {
        await this.keepUp(found, head, lost);
      } catch (error) {
        if (!(error instanceof UnreadableEventError)) throw error;
        this.stopAt(error);
        await pause(2 ** 31 - 1, lost);
      }
    }
  }

  /** Follows the log, and builds again what must be; returns when things have changed. */
  private async keepUp(found: Inspection, head: HeadWatch, lost: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const signal = AbortSignal.any([lost, ended.signal]);
    if (found.usable) this.state = { doing: 'following' };
    this.analyzeAt = Math.max(FIRST_ANALYZED, found.position * 2);
    const { logId, position } = found;
    const onApplied = this.applied.bind(this);
    const follow = found.usable && followLog({ pool: this.pool, logId, position, head, signal, onApplied });
    const build = found.rebuild && this.build(found.rebuild, signal);
    const both = [follow, build].filter((work) => work instanceof Promise);
    try {
      await Promise.race(both);
    } finally {
      ended.abort();
      await Promise.allSettled(both);
    }
  }

  private applied({ schema, position, parked }: Applied, events: number, ms: number): void {
    this.position = position;
    countApplied(events, ms);
    for (const one of parked) {
      countParked();
      this.logger.error(`event ${one.position} (${one.type}) is parked: ${one.reason}`);
    }
    if (position < this.analyzeAt) return;
    this.analyzeAt = position * 2;
    analyzeComputation(this.pool, schema).catch((error: Error) => this.logger.debug(error.message));
  }

  private async build(reason: string, signal: AbortSignal): Promise<void> {
    this.logger.log(`the read models are built again: ${reason}`);
    const quiet = this.state.doing === 'following';
    const onProgress = ({ phase, position, head }: Progress): void => {
      if (!quiet) this.state = { doing: 'building', reason: `${phase}: ${position} of ${head} events` };
    };
    if (!quiet) this.state = { doing: 'building', reason };
    const log = logReader(this.pool);
    const connect = (): Promise<pg.Client> => openClient({ ...this.options, pipeline: true });
    const timeZone = this.config.HELPDESK_TIME_ZONE;
    try {
      const built = await rebuild({ connect, log, timeZone, strict: false, compare: false, signal, onProgress });
      this.logger.log(`the read models are built again up to event ${built.position}`);
    } catch (error) {
      if (!(error instanceof RebuildRunningError)) throw error;
      await pause(REBUILD_PAUSE, signal);
    }
  }

  private stopAt(reason: UnreadableEventError): void {
    const words = `${reason.message}. Update this software, then start the projector again.`;
    this.state = { doing: 'stopped', reason: words };
    this.logger.fatal(words);
    // For whoever asks query-api why nothing is new.
    void this.noteStopped(words).catch(() => undefined);
  }

  private async noteStopped(words: string): Promise<void> {
    const schema = await currentSchema(this.pool);
    if (schema) await this.pool.query(`update ${schema}.checkpoint set stopped = $1`, [words]);
  }

  /** Drops what readers saw before the last switch, once they have had time to leave it. */
  private tidyUp(): void {
    if (this.leads) dropPrevious(this.pool).catch((error: Error) => this.logger.debug(error.message));
  }

  private standby(): void {
    this.leads = false;
    if (this.state.doing !== 'stopped') this.state = { doing: 'standing by' };
  }
}
