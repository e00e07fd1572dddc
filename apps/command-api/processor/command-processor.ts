import type { Categorizer } from '#libs/categorizer/categorizer.js';
import type { Queryable } from '#libs/platform/database.js';
import { busy } from '../commands/refusals.js';
import type { Accepted, CommandRequest } from '../commands/request.js';
import { checkTexts } from '../commands/texts.js';
import { BatchRunner } from './batch-runner.js';
import { commandsTotal, showQueue } from './command-metrics.js';
import { CommandQueue } from './command-queue.js';
import { Job } from './job.js';
import { isPassing } from './patience.js';
import { TicketStore } from './ticket-store.js';

export interface ProcessorOptions {
  /** A pool that works as helpdesk_command; two connections are enough. */
  readonly db: Queryable;
  readonly categorizer: Categorizer;
  /** Commands that may wait; the next one is answered 503. */
  readonly mostWaiting?: number;
  /** Commands in one append. */
  readonly mostInBatch?: number;
  /** How long a command may take before it is answered 503, in milliseconds. */
  readonly patience?: number;
}

/** A command that lost this many races is answered 503. */
const MOST_RACES = 200;

/**
 * Decides commands and appends what happened, many at a time: while one append commits, the next commands gather. No
 * timer, no waiting when there is nothing to wait for.
 */
export class CommandProcessor {
  private readonly queue: CommandQueue;
  private readonly runner: BatchRunner;
  private readonly mostInBatch: number;
  private readonly patience: number;
  private working: Promise<void> | undefined;
  private closed = false;

  constructor(options: ProcessorOptions) {
    const { db, categorizer, mostWaiting = 5_000, mostInBatch = 256, patience = 10_000 } = options;
    this.queue = new CommandQueue(mostWaiting);
    this.runner = new BatchRunner(db, categorizer, new TicketStore(db));
    this.mostInBatch = mostInBatch;
    this.patience = patience;
    showQueue(() => this.queue.length);
  }

  /**
   * @throws {Problem} a refusal, a conflict, a reused key, or 503 `busy`: then the same command may be sent again, with the same
   * key if it must not happen twice
   */
  run(request: CommandRequest): Promise<Accepted> {
    return new Promise((resolve, reject) => {
      checkTexts(request);
      const job = new Job(request, performance.now() + this.patience, resolve, reject);
      if (this.closed || !this.queue.push(job)) {
        commandsTotal.inc({ command: request.type, outcome: 'busy' });
        reject(busy());
        return;
      }
      this.working ??= this.work();
    });
  }

  /** Takes no more commands and finishes those that wait. */
  async close(): Promise<void> {
    this.closed = true;
    await this.working;
  }

  private async work(): Promise<void> {
    // Everything that arrived in this turn of the event loop goes into the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) await this.round();
    this.working = undefined;
  }

  private async round(): Promise<void> {
    giveUp(this.queue.overdue(performance.now()), busy());
    const unresolved = this.queue.first(this.mostInBatch).filter((job) => !job.resolved);
    await this.attempt(unresolved, () => this.runner.resolve(unresolved));
    const batch = this.queue.take(this.mostInBatch);
    await this.attempt(batch, async () => {
      const lost = await this.runner.run(batch);
      giveUp(
        lost.filter((job) => job.races > MOST_RACES),
        busy('The ticket changes too fast: wait a moment and send it again.'),
      );
      this.queue.putBack(lost.filter((job) => job.races <= MOST_RACES));
    });
  }

  private async attempt(jobs: readonly Job[], work: () => Promise<void>): Promise<void> {
    if (jobs.length === 0) return;
    try {
      await work();
    } catch (error) {
      const away = 'The database does not answer: send it again in a moment, with the same Idempotency-Key.';
      giveUp(jobs, isPassing(error) ? busy(away) : (error as Error));
      this.queue.drop(jobs);
    }
  }
}

function giveUp(jobs: readonly Job[], error: Error): void {
  for (const job of jobs) job.refuse(error);
}
