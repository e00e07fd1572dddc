import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Categorizer } from '#libs/categorizer/categorizer.js';
import type { AppendResult } from '#libs/event-log/append.js';
import type { Queryable } from '#libs/platform/database.js';
import { busy } from '../commands/refusals.js';
import type { Accepted, CommandRequest } from '../commands/request.js';
import { checkTexts } from '../commands/texts.js';
import { BatchRunner, type Decided, type Trial } from './batch-runner.js';
import { commandsTotal, showQueue } from './command-metrics.js';
import { CommandQueue } from './command-queue.js';
import { Job } from './job.js';
import { isPassing } from './patience.js';
import { TicketStore } from './ticket-store.js';

export interface ProcessorOptions {
  /** A pool that works as helpdesk_command; with fewer than three connections an append waits for another. */
  readonly db: Queryable;
  readonly categorizer: Categorizer;
  /** Commands that may wait; the next one is answered 503. */
  readonly mostWaiting?: number;
  /** Commands in one append. */
  readonly mostInBatch?: number;
  /** How long a command may take before it is answered 503, in milliseconds. */
  readonly patience?: number;
}

/** Appends under way. The second waits for the lock in PostgreSQL, which so has work as soon as the first is durable. */
const MOST_IN_FLIGHT = 2;
/** Fewer commands are neither divided nor sent beside another append: each append has a price of its own. */
const SMALLEST_PIECE = 8;
/** A command that lost this many races is answered 503. */
const MOST_RACES = 200;

/**
 * Decides commands and appends what happened, many at a time: while two appends are under way, the next commands gather and are
 * prepared. No timer, no waiting when there is nothing to wait for.
 */
export class CommandProcessor {
  private readonly queue = new CommandQueue();
  private readonly runner: BatchRunner;
  private readonly mostWaiting: number;
  private readonly mostInBatch: number;
  private readonly patience: number;
  /** Prepared, waiting for the append before theirs. */
  private readonly ready: Trial[] = [];
  private inPreparation = 0;
  private preparing: Promise<void> | undefined;
  private readonly appending = new Set<Promise<void>>();
  /** Appends that are not back yet; `appending` also has those being answered. */
  private inFlight = 0;
  private readonly looking = new Set<Promise<void>>();
  private closed = false;

  constructor(options: ProcessorOptions) {
    const { db, categorizer, mostWaiting = 5_000, mostInBatch = 256, patience = 10_000 } = options;
    this.runner = new BatchRunner(db, categorizer, new TicketStore(db));
    this.mostWaiting = mostWaiting;
    this.mostInBatch = mostInBatch;
    this.patience = patience;
    showQueue(() => this.waiting);
  }

  /**
   * @throws {Problem} a refusal, a conflict, a reused key, or 503 `busy`: then the same command may be sent again, with the same
   * key if it must not happen twice
   */
  run(request: CommandRequest): Promise<Accepted> {
    return new Promise((resolve, reject) => {
      checkTexts(request);
      if (this.closed || this.waiting >= this.mostWaiting) {
        commandsTotal.inc({ command: request.type, outcome: 'busy' });
        reject(busy());
        return;
      }
      this.queue.push(new Job(request, performance.now() + this.patience, resolve, reject));
      this.wake();
    });
  }

  /** Takes no more commands and finishes those that wait. */
  async close(): Promise<void> {
    this.closed = true;
    while (this.preparing ?? (this.appending.size > 0 || this.looking.size > 0))
      await Promise.all([this.preparing, ...this.appending, ...this.looking]);
  }

  /** Commands that are not yet on their way to the log. */
  private get waiting(): number {
    return this.queue.length + this.inPreparation + this.ready.length;
  }

  private wake(): void {
    if (this.queue.length > 0) this.preparing ??= this.prepareAll();
  }

  private async prepareAll(): Promise<void> {
    // Everything that arrived in this turn of the event loop is looked at together.
    await nextTurn();
    while (this.ready.length < this.mostInBatch) {
      this.giveUpOverdue();
      const unresolved = this.queue.unresolved(this.mostInBatch);
      if (unresolved.length > 0) await this.attempt(unresolved, () => this.runner.resolve(unresolved));
      const jobs = this.queue.take(this.mostInBatch - this.ready.length);
      if (jobs.length > 0) await this.prepare(jobs);
      else if (this.queue.unresolved(1).length === 0) break;
    }
    this.preparing = undefined;
  }

  private async prepare(jobs: readonly Job[]): Promise<void> {
    this.inPreparation += jobs.length;
    const decided = await this.attempt(jobs, () => this.runner.decide(jobs));
    if (!decided) return this.finish(jobs);
    const { happens, doubtful } = decided;
    if (doubtful.length > 0) this.lookAgain(decided);
    const size = this.pieceOf(happens.length);
    for (let from = 0; from < happens.length; from += size) {
      // The append of the piece before goes out before this one is begun.
      if (from > 0) await nextTurn();
      const piece = happens.slice(from, from + size);
      this.send(jobsOf(piece), await this.attempt(jobsOf(piece), () => this.runner.complete(piece)));
    }
  }

  /**
   * Commands whose texts are read at a time. If nothing is under way, half of them go first: then PostgreSQL works on one half while
   * the other is prepared, and so on for as long as the same clients come back.
   */
  private pieceOf(count: number): number {
    const piece = this.inFlight > 0 ? count : Math.max(SMALLEST_PIECE, Math.ceil(count / 2));
    return Math.min(piece, Math.ceil(this.mostInBatch / 2));
  }

  /** Nobody waits for this: the commands that come next are prepared meanwhile. */
  private lookAgain(decided: Decided): void {
    const jobs = jobsOf(decided.doubtful);
    const looking = this.attempt(jobs, async () => this.runner.complete(await this.runner.decideFresh(decided)))
      .then((certain) => this.send(jobs, certain))
      .finally(() => this.looking.delete(looking));
    this.looking.add(looking);
  }

  /** Of these jobs the trials go on to the append; the others were answered. */
  private send(jobs: readonly Job[], trials: readonly Trial[] = []): void {
    this.ready.push(...trials);
    const going = new Set(jobsOf(trials));
    this.inPreparation -= going.size;
    this.finish(jobs.filter((job) => !going.has(job)));
    this.appendReady();
  }

  private finish(jobs: readonly Job[]): void {
    this.inPreparation -= jobs.length;
    this.queue.release(jobs);
    this.wake();
  }

  private appendReady(): void {
    while (this.inFlight < MOST_IN_FLIGHT && this.ready.length >= (this.inFlight === 0 ? 1 : SMALLEST_PIECE)) {
      this.inFlight++;
      const appending = this.append(this.ready.splice(0, this.mostInBatch)).finally(() => {
        this.appending.delete(appending);
      });
      this.appending.add(appending);
    }
    this.wake();
  }

  private async append(trials: readonly Trial[]): Promise<void> {
    const results = await this.attempt(jobsOf(trials), () => this.runner.append(trials));
    this.inFlight--;
    // What is ready goes out before these are answered.
    this.appendReady();
    await this.answer(trials, results ?? []);
  }

  private async answer(trials: readonly Trial[], results: readonly AppendResult[]): Promise<void> {
    const jobs = jobsOf(trials);
    const lost =
      results.length > 0 ? ((await this.attempt(jobs, () => this.runner.answer(trials, results))) ?? []) : [];
    this.queue.release(jobs);
    const tired = lost.filter((job) => job.races > MOST_RACES);
    giveUp(tired, () => busy('The ticket changes too fast: wait a moment and send it again.'));
    this.queue.putBack(lost.filter((job) => job.races <= MOST_RACES));
    this.wake();
  }

  private giveUpOverdue(): void {
    giveUp(this.queue.overdue(performance.now()), () => busy());
  }

  private async attempt<T>(jobs: readonly Job[], work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const away = 'The database does not answer: send it again in a moment, with the same Idempotency-Key.';
      giveUp(jobs, () => (isPassing(error) ? busy(away) : (error as Error)));
      this.queue.drop(jobs);
      return undefined;
    }
  }
}

function jobsOf(trials: readonly Trial[]): Job[] {
  return trials.map(({ job }) => job);
}

function giveUp(jobs: readonly Job[], why: () => Error): void {
  for (const job of jobs) job.refuse(why());
}
