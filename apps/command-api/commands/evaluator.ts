import type { Categorizer } from '#libs/categorizer/categorizer.js';
import { append, type AppendResult } from '#libs/event-log/append.js';
import { findCommands, readRequestKey } from '#libs/event-log/lookup.js';
import type { Queryable } from '#libs/platform/database.js';
import { retryUntil } from '#libs/platform/retry.js';
import { decide, type Decision } from '#libs/tickets/decide.js';
import type { Ticket } from '#libs/tickets/ticket.js';
import { TICKET_STREAM } from '#libs/tickets/stored-events.js';
import { appendSeconds, batchSize, lostRaces } from './metrics.js';
import type { PendingCommand } from './pending-command.js';
import { conflictProblem, keyReused, otherNotFound, rejectionProblem } from './problems.js';
import type { TicketStore } from './ticket-store.js';

/** A command, and what the rules decide on the ticket as it was last seen. */
export interface Evaluation {
  readonly pending: PendingCommand;
  readonly ticket: Ticket | undefined;
  readonly decision: Decision | { readonly kind: 'failed'; readonly error: Error };
}

/** The log gives the number. */
const NEW = { version: 0, number: 0 };

/** Takes commands from decision to response: `resolve`, `evaluate`, `reEvaluate`, `append`, `respond`. */
export class Evaluator {
  private secret: Buffer | undefined;

  constructor(
    private readonly db: Queryable,
    private readonly categorizer: Categorizer,
    private readonly tickets: TicketStore,
  ) {}

  /** Finds the tickets that the commands name. One that does not exist leaves its command without. */
  async resolve(batch: readonly PendingCommand[]): Promise<ReadonlyMap<string, string>> {
    const numbers = batch.flatMap(({ refs }) => refs).filter((ref) => /^\d+$/.test(ref));
    const found = await retried(batch, () => this.tickets.resolve(numbers));
    for (const pending of batch) pending.resolveTo(found);
    return found;
  }

  /** Decides on the tickets of the cache, read again where they are known to be behind. */
  async evaluate(batch: readonly PendingCommand[]): Promise<Evaluation[]> {
    const behind = batch.flatMap(({ needs }) => needs.filter((id) => this.tickets.isBehind(id)));
    if (behind.length > 0) await retried(batch, () => this.tickets.refresh(behind));
    await this.readChains(batch);
    return batch.map((pending) => this.evaluateOne(pending));
  }

  /** Those that another ticket is a duplicate of, with their versions, which the log checks as well. */
  private async readChains(batch: readonly PendingCommand[]): Promise<void> {
    for (const { others, other } of batch.filter(({ links }) => links)) {
      others.clear();
      for (let id = other; id && !others.has(id); id = this.tickets.get(id)?.duplicateOf ?? undefined) {
        await retried(batch, () => this.tickets.refresh([id as string]));
        const ticket = this.tickets.get(id);
        if (ticket) others.set(id, ticket.version);
      }
    }
  }

  private evaluateOne(pending: PendingCommand): Evaluation {
    const ticket = this.tickets.get(pending.ticketId);
    const error = pending.needs.map((id) => this.tickets.errorOf(id)).find((one) => one !== undefined);
    if (error) return { pending, ticket, decision: { kind: 'failed', error } };
    const decision = decide(ticket, pending.command(this.categorizer));
    // Whether the role may, and whether the ticket is there, comes first.
    if (pending.otherRef && !this.tickets.get(pending.other) && (pending.opens || decision.kind !== 'rejected')) {
      return {
        pending,
        ticket,
        decision: { kind: 'failed', error: otherNotFound(pending.opens ? '/follows' : '/of') },
      };
    }
    return { pending, ticket, decision };
  }

  /**
   * A second look at commands without events: were they accepted before, and what do the rules decide on the log as it
   * is now? Responds to those that need no append.
   * @returns the others
   */
  async reEvaluate(batch: readonly PendingCommand[]): Promise<Evaluation[]> {
    const needed = batch.flatMap(({ needs }) => needs);
    const ids = batch.filter(({ keyed }) => keyed).map(({ commandId }) => commandId);
    const [secret, stored] = await retried(batch, () =>
      Promise.all([this.key(), ids.length > 0 ? findCommands(this.db, ids) : [], this.tickets.refresh(needed)]),
    );
    await this.readChains(batch);
    const accepted = new Map(stored.map((command) => [command.id, command]));
    return batch.flatMap((pending) => {
      const before = accepted.get(pending.commandId);
      if (before) {
        const same = !before.requestHash || before.requestHash.equals(pending.requestHash(secret));
        this.repeat(pending, { ...before, same });
        return [];
      }
      const evaluation = this.evaluateOne(pending);
      return respondWithoutAppend(evaluation) ? [] : [evaluation];
    });
  }

  /** @returns one result for each evaluation, in order */
  async append(evaluations: readonly Evaluation[]): Promise<AppendResult[]> {
    const batch = evaluations.map(({ pending }) => pending);
    const secret = this.secret ?? (await retried(batch, () => this.key()));
    const requests = evaluations.map(({ pending, ticket, decision }) =>
      pending.append(decision.kind === 'events' ? decision.events : [], ticket ?? NEW, secret),
    );
    batchSize.observe(requests.length);
    const end = appendSeconds.startTimer();
    const results = await retried(batch, () => append(this.db, requests));
    end();
    return results;
  }

  /**
   * Responds with the result of the append.
   * @returns false if the race was lost and the command must be evaluated again
   */
  respond({ pending, decision }: Evaluation, result: AppendResult): boolean {
    switch (result.outcome) {
      case 'appended':
        if (decision.kind === 'events') {
          const recorded = pending.recorded(decision.events, result);
          this.tickets.appended(recorded);
          pending.traceAppend(recorded);
        }
        pending.accept(result, decision.kind === 'events' ? 'accepted' : 'silent');
        return true;
      case 'duplicate':
        this.repeat(pending, result);
        return true;
      case 'conflict':
        lostRaces.inc();
        pending.races++;
        this.tickets.markBehind(pending.ticketId, result.version);
        return false;
      case 'failed':
        pending.reject(result.error, 'failed');
        return true;
      default:
        return result satisfies never;
    }
  }

  /** A command id that is known: the stored response if the same was asked, else a rejection. */
  private repeat(
    pending: PendingCommand,
    stored: Omit<AppendResult & { outcome: 'duplicate' }, 'outcome' | 'recordedAt'>,
  ): void {
    if (stored.same) pending.accept(stored, 'repeated', stored.response);
    else pending.reject(keyReused());
  }

  private async key(): Promise<Buffer> {
    return (this.secret ??= await readRequestKey(this.db));
  }
}

/** @returns false if it has to go into the log */
function respondWithoutAppend({ pending, ticket, decision }: Evaluation): boolean {
  switch (decision.kind) {
    case 'events':
      return false;
    case 'no-op': {
      // Without a key it cannot be repeated: nothing needs to be kept.
      if (pending.keyed || !ticket) return false;
      const stored = JSON.stringify({ status: 200, number: ticket.number });
      pending.accept({ ...ticket, stream: TICKET_STREAM + ticket.ticketId }, 'silent', stored);
      return true;
    }
    case 'rejected':
      if (decision.field && ticket) pending.reject(conflictProblem(ticket, decision.field, pending.request));
      else pending.reject(rejectionProblem(pending.request.type, decision.code));
      return true;
    case 'failed':
      pending.reject(decision.error);
      return true;
    default:
      return decision satisfies never;
  }
}

/** The work with PostgreSQL, tried until the last deadline of the batch. */
function retried<T>(batch: readonly PendingCommand[], work: () => Promise<T>): Promise<T> {
  return retryUntil(work, { deadline: Math.max(...batch.map(({ deadline }) => deadline)) });
}
