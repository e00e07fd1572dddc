import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Categorizer } from '#libs/categorizer/categorizer.js';
import type { AppendResult } from '#libs/event-log/append.js';
import type { Queryable } from '#libs/platform/database.js';
import { gaugeOf } from '#libs/platform/metrics.js';
import { isTransient } from '#libs/platform/transient.js';
import { CommandQueue } from './command-queue.js';
import { Evaluator, type Evaluation } from './evaluator.js';
import { commandsTotal } from './metrics.js';
import { PendingCommand } from './pending-command.js';
import { busy, checkTexts } from './problems.js';
import type { Accepted, CommandRequest } from './request.js';
import { TicketStore } from './ticket-store.js';

const LIMITS = {
  /** Commands that may wait; the next one is rejected with 503. */
  maxWaiting: 5_000,
  /** Commands in one append. */
  maxInBatch: 256,
  /** A command that takes longer is rejected with 503, in milliseconds. */
  timeout: 10_000,
};
export interface CommandLoopOptions extends Partial<typeof LIMITS> {
  /** A pool that works as helpdesk_command; with fewer than four connections an append waits for another. */
  readonly db: Queryable;
  readonly categorizer: Categorizer;
}

/** Smaller batches are not divided: each append has a price of its own. */
const MIN_PIECE = 8;
/** A command that lost more races is rejected with 503. */
const MAX_RACES = 200;

/**
 * Group commit: while appends are under way, the commands that arrive gather and are evaluated, and the next append
 * takes them all. There is no timer.
 */
export class CommandLoop {
  private readonly queue = new CommandQueue();
  private readonly evaluator: Evaluator;
  private readonly limits: typeof LIMITS;
  /** Evaluated, waiting for the append before theirs. */
  private readonly evaluated: Evaluation[] = [];
  private underEvaluation = 0;
  private evaluating: Promise<void> | undefined;
  /** Batches that are being appended, or get their responses. */
  private readonly appending = new Set<Promise<void>>();
  private inFlight = 0;
  private closed = false;

  constructor({ db, categorizer, ...limits }: CommandLoopOptions) {
    this.evaluator = new Evaluator(db, categorizer, new TicketStore(db));
    this.limits = { ...LIMITS, ...limits };
    gaugeOf('helpdesk_command_queue', 'Commands that wait for the next append', () => this.waiting);
  }

  /**
   * @throws {Problem} a rejection, a conflict, a reused key, or 503 `busy`: then the same command may be sent again, with the
   * same key if it must not happen twice
   */
  run(request: CommandRequest): Promise<Accepted> {
    return new Promise((resolve, reject) => {
      checkTexts(request);
      if (this.closed || this.waiting >= this.limits.maxWaiting) {
        commandsTotal.inc({ command: request.type, outcome: 'busy' });
        reject(busy());
        return;
      }
      this.queue.push(new PendingCommand(request, performance.now() + this.limits.timeout, resolve, reject));
      this.wake();
    });
  }

  /** Takes no more commands and finishes those that wait. */
  async close(): Promise<void> {
    this.closed = true;
    while (this.evaluating || this.appending.size > 0) await Promise.all([this.evaluating, ...this.appending]);
  }

  /** Commands that are not yet on their way to the log. */
  private get waiting(): number {
    return this.queue.length + this.underEvaluation + this.evaluated.length;
  }

  private wake(): void {
    if (this.queue.length > 0) this.evaluating ??= this.evaluateWaiting();
  }

  private async evaluateWaiting(): Promise<void> {
    // Everything that arrived in this turn of the event loop is evaluated together.
    await nextTurn();
    const { maxInBatch } = this.limits;
    while (this.evaluated.length < maxInBatch) {
      rejectAll(this.queue.overdue(performance.now()), () => busy());
      const unresolved = this.queue.unresolved(maxInBatch);
      const resolve = (): Promise<unknown> => this.evaluator.resolve(unresolved);
      if (unresolved.length > 0 && !(await this.attempt(unresolved, resolve))) this.queue.drop(unresolved);
      const batch = this.queue.take(this.pieceSize());
      if (batch.length > 0) await this.evaluate(batch);
      else if (this.queue.unresolved(1).length === 0) break;
    }
    this.evaluating = undefined;
  }

  /** When nothing is being appended, half of the commands go first: PostgreSQL then works while the others are evaluated. */
  private pieceSize(): number {
    const { maxInBatch } = this.limits;
    const piece = this.inFlight > 0 ? maxInBatch : Math.max(MIN_PIECE, Math.ceil(this.queue.length / 2));
    return Math.min(piece, Math.ceil(maxInBatch / 2));
  }

  private async evaluate(batch: readonly PendingCommand[]): Promise<void> {
    this.underEvaluation = batch.length;
    const first = (await this.attempt(batch, () => this.evaluator.evaluate(batch))) ?? [];
    const certain = first.filter(({ decision }) => decision.kind === 'events');
    this.send(certain);
    // The append checks the version of what happens; what does not happen must be decided on the log as it is now.
    const stale = pendingOf(first.filter(({ decision }) => decision.kind !== 'events'));
    this.underEvaluation = stale.length;
    const fresh = stale.length > 0 ? await this.attempt(stale, () => this.evaluator.reEvaluate(stale)) : [];
    this.underEvaluation = 0;
    this.send(fresh ?? []);
    const sent = new Set(pendingOf([...certain, ...(fresh ?? [])]));
    this.queue.release(batch.filter((pending) => !sent.has(pending)));
    // An append that the next piece can wait for goes out before that piece is evaluated.
    await nextTurn();
  }

  private send(evaluations: readonly Evaluation[]): void {
    this.evaluated.push(...evaluations);
    while (this.evaluated.length >= this.leastToAppend) {
      const appending = this.append(this.evaluated.splice(0, this.limits.maxInBatch));
      this.appending.add(appending);
      void appending.finally(() => this.appending.delete(appending));
    }
    this.wake();
  }

  /** The second append waits for the lock of the log while the first one is written: PostgreSQL never waits for Node. */
  private get leastToAppend(): number {
    return [1, MIN_PIECE][this.inFlight] ?? Infinity;
  }

  private async append(evaluations: readonly Evaluation[]): Promise<void> {
    this.inFlight++;
    const results = await this.attempt(pendingOf(evaluations), () => this.evaluator.append(evaluations));
    this.inFlight--;
    // The next append goes out before these get their responses.
    this.send([]);
    await this.respond(evaluations, results ?? []);
  }

  private async respond(evaluations: readonly Evaluation[], results: readonly AppendResult[]): Promise<void> {
    const batch = pendingOf(evaluations);
    const lost: PendingCommand[] = [];
    await this.attempt(batch, () => {
      for (const [index, result] of results.entries()) {
        const evaluation = evaluations[index];
        if (evaluation && !this.evaluator.respond(evaluation, result)) lost.push(evaluation.pending);
      }
    });
    this.queue.release(batch);
    rejectAll(
      lost.filter(({ races }) => races > MAX_RACES),
      () => busy('The ticket changes too fast: wait a moment and send it again.'),
    );
    this.queue.putBack(lost.filter(({ races }) => races <= MAX_RACES));
    this.wake();
  }

  /** @returns undefined when the work failed and the commands were rejected */
  private async attempt<T>(batch: readonly PendingCommand[], work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const away = 'The database does not answer: send it again in a moment, with the same Idempotency-Key.';
      rejectAll(batch, () => (isTransient(error) ? busy(away) : (error as Error)));
      return undefined;
    }
  }
}

function pendingOf(evaluations: readonly Evaluation[]): PendingCommand[] {
  return evaluations.map(({ pending }) => pending);
}

function rejectAll(batch: readonly PendingCommand[], why: () => Error): void {
  for (const pending of batch) pending.reject(why());
}
