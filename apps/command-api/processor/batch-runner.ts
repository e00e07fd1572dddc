import type { Categorizer } from '#libs/categorizer/categorizer.js';
import { append, type AppendResult } from '#libs/event-log/append.js';
import { findCommands, readRequestKey } from '#libs/event-log/lookup.js';
import type { Queryable } from '#libs/platform/database.js';
import { decide, type Decision } from '#libs/tickets/decide.js';
import type { Ticket, TicketEvent } from '#libs/tickets/events.js';
import { TICKET_STREAM } from '#libs/tickets/stored-events.js';
import { conflictProblem, followsNothing, keyReused, refusalProblem } from '../commands/refusals.js';
import { appendSeconds, batchSize, lostRaces } from './command-metrics.js';
import type { Job } from './job.js';
import { withPatience } from './patience.js';
import type { TicketStore } from './ticket-store.js';

/** A job, and what the rules say to it on the ticket as it was last seen. */
export interface Trial {
  readonly job: Job;
  readonly ticket: Ticket | undefined;
  readonly verdict:
    Decision | { readonly kind: 'follows-nothing' } | { readonly kind: 'unreadable'; readonly error: Error };
}

/** Commands by what was decided on what is remembered. */
export interface Decided {
  /** The append checks the version, so that it may be decided on what is remembered. */
  readonly happens: readonly Trial[];
  /** What is refused or silent must be decided on the log as it is now. */
  readonly doubtful: readonly Trial[];
  /** The tickets that were read for it. */
  readonly read: ReadonlySet<string>;
}

/** The log gives the number. */
const NEW = { version: 0, number: 0 };

/** Takes commands from decision to answer: `decide`, `decideFresh`, `complete`, `append`, `answer`. */
export class BatchRunner {
  private secret: Buffer | undefined;

  constructor(
    private readonly db: Queryable,
    private readonly categorizer: Categorizer,
    private readonly tickets: TicketStore,
  ) {}

  /** Finds the tickets that the commands name. One that does not exist leaves its command without. */
  async resolve(jobs: readonly Job[]): Promise<void> {
    const numbers = jobs.flatMap((job) => job.ref ?? []);
    const found = await patiently(jobs, () => this.tickets.resolve(numbers));
    for (const job of jobs) job.resolveTo(found.get(job.ref ?? ''));
  }

  /** Decides on what is remembered of the tickets, read anew where that is known to be behind. */
  async decide(jobs: readonly Job[]): Promise<Decided> {
    const read = new Set(jobs.flatMap((job) => (job.needs && this.tickets.isDoubtful(job.needs) ? [job.needs] : [])));
    if (read.size > 0) await patiently(jobs, () => this.tickets.refresh([...read]));
    const trials = jobs.map((job) => this.tryJob(job));
    return {
      happens: trials.filter(({ verdict }) => verdict.kind === 'events'),
      doubtful: trials.filter(({ verdict }) => verdict.kind !== 'events'),
      read,
    };
  }

  private tryJob(job: Job): Trial {
    const error = this.tickets.errorOf(job.needs);
    const ticket = this.tickets.get(job.target);
    if (error) return { job, ticket, verdict: { kind: 'unreadable', error } };
    if (job.request.type === 'OpenTicket' && job.ref && !this.tickets.get(job.follows)) {
      return { job, ticket, verdict: { kind: 'follows-nothing' } };
    }
    return { job, ticket, verdict: decide(ticket, job.command()) };
  }

  /**
   * A second look at what is not going to happen: was it answered before, and does it hold on the log as it is now?
   * Answers what needs no append.
   * @returns what must be appended all the same
   */
  async decideFresh({ doubtful, read }: Decided): Promise<Trial[]> {
    if (doubtful.length === 0) return [];
    const jobs = doubtful.map(({ job }) => job);
    const stale = jobs.flatMap((job) => (job.needs && !read.has(job.needs) ? [job.needs] : []));
    const ids = jobs.filter((job) => job.keyed).map((job) => job.commandId);
    const [secret, known] = await patiently(jobs, () =>
      Promise.all([this.key(), ids.length > 0 ? findCommands(this.db, ids) : [], this.tickets.refresh(stale)]),
    );
    const before = new Map(known.map((command) => [command.id, command]));
    return jobs.flatMap((job) => {
      const stored = before.get(job.commandId);
      if (!stored) {
        const trial = this.tryJob(job);
        return this.settle(trial) ? [] : [trial];
      }
      if (!stored.requestHash || stored.requestHash.equals(job.requestHash(secret)))
        job.accept(stored, 'repeated', stored.answer);
      else job.refuse(keyReused());
      return [];
    });
  }

  /** Answers what needs no append. @returns false if it has to go into the log */
  private settle({ job, ticket, verdict }: Trial): boolean {
    switch (verdict.kind) {
      case 'events':
        return false;
      case 'silence':
        // Without a key it cannot be repeated: nothing needs to be kept.
        if (job.keyed || !ticket) return false;
        job.accept(
          { ...ticket, stream: TICKET_STREAM + ticket.ticketId },
          'silent',
          JSON.stringify({ status: 200, number: ticket.number }),
        );
        return true;
      case 'refused':
        if (verdict.field && ticket) job.refuse(conflictProblem(ticket, verdict.field, job.request));
        else job.refuse(refusalProblem(verdict.code));
        return true;
      case 'follows-nothing':
        job.refuse(followsNothing());
        return true;
      case 'unreadable':
        job.refuse(verdict.error, 'failed');
        return true;
      default:
        return verdict satisfies never;
    }
  }

  /** Gives categories to what is going to happen: what takes longest of all that is done here. */
  complete(trials: readonly Trial[]): Trial[] {
    return trials.map(({ job, ticket, verdict }) => {
      if (verdict.kind !== 'events' || !job.lacksCategory) return { job, ticket, verdict };
      job.categorize(this.categorizer);
      // The rules say the same whatever the category: they need not be asked again.
      return { job, ticket, verdict: { ...verdict, events: verdict.events.map((event) => job.completed(event)) } };
    });
  }

  /** @returns one result for each, in order; they take effect with `answer` */
  async append(trials: readonly Trial[]): Promise<AppendResult[]> {
    const jobs = trials.map(({ job }) => job);
    const secret = this.secret ?? (await patiently(jobs, () => this.key()));
    const requests = trials.map(({ job, ticket, verdict }) =>
      job.append(verdict.kind === 'events' ? verdict.events : [], ticket ?? NEW, secret),
    );
    batchSize.observe(requests.length);
    const end = appendSeconds.startTimer();
    const results = await patiently(jobs, () => append(this.db, requests));
    end();
    return results;
  }

  /**
   * Answers what was appended, or known already.
   * @returns those that lost a race and must be decided again
   */
  answer(trials: readonly Trial[], results: readonly AppendResult[]): Job[] {
    return trials.flatMap((trial, index) => {
      const result = results[index];
      return result && this.settleWith(trial, result) ? [] : [trial.job];
    });
  }

  /** Answers what the append came to. @returns false if the race was lost */
  private settleWith({ job, verdict }: Trial, result: AppendResult): boolean {
    switch (result.outcome) {
      case 'appended':
        if (verdict.kind === 'events') this.remember(job, verdict.events, result);
        job.accept(result, verdict.kind === 'events' ? 'accepted' : 'silent');
        return true;
      case 'duplicate':
        if (result.same) job.accept(result, 'repeated', result.answer);
        else job.refuse(keyReused());
        return true;
      case 'conflict':
        lostRaces.inc();
        job.races++;
        this.tickets.doubt(job.target, result.version);
        return false;
      case 'failed':
        job.refuse(result.error, 'failed');
        return true;
      default:
        return result satisfies never;
    }
  }

  private remember(
    job: Job,
    events: readonly TicketEvent[],
    result: AppendResult & { readonly outcome: 'appended' },
  ): void {
    const known = result.number === null ? events : job.takeNumber(result.number, events);
    this.tickets.appended(job.recorded(known, result));
  }

  private async key(): Promise<Buffer> {
    return (this.secret ??= await readRequestKey(this.db));
  }
}

function patiently<T>(jobs: readonly Job[], work: () => Promise<T>): Promise<T> {
  return withPatience(Math.max(...jobs.map((job) => job.deadline)), work);
}
