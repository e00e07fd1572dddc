import type { Job } from './job.js';

/** Waiting commands, first come first served. */
export class CommandQueue {
  private waiting: Job[] = [];
  /** Command ids and tickets of the commands on their way: no two of them may share one. */
  private readonly taken = new Set<string>();

  get length(): number {
    return this.waiting.length;
  }

  push(job: Job): void {
    this.waiting.push(job);
  }

  /** Puts commands that lost a race back to the front. */
  putBack(jobs: readonly Job[]): void {
    if (jobs.length > 0) this.waiting = [...jobs, ...this.waiting];
  }

  /** Those whose ticket must be looked up first, still waiting. */
  unresolved(count: number): Job[] {
    const found: Job[] = [];
    for (const job of this.waiting) {
      if (found.length === count) break;
      if (!job.resolved) found.push(job);
    }
    return found;
  }

  /**
   * The next commands: at most `count` resolved ones, no stream and no command id twice, none of which another is on its
   * way. They are on their way until released.
   */
  take(count: number): Job[] {
    const next: Job[] = [];
    const passed: Job[] = [];
    let seen = 0;
    for (const job of this.waiting) {
      if (next.length === count) break;
      seen++;
      const { idMark, target } = job;
      if (job.resolved && !this.taken.has(idMark) && !(target && this.taken.has(target))) {
        next.push(job);
        this.taken.add(idMark);
        if (target) this.taken.add(target);
      } else {
        passed.push(job);
      }
    }
    this.waiting = [...passed, ...this.waiting.slice(seen)];
    return next;
  }

  /** Lets others on the same streams and ids go. */
  release(jobs: readonly Job[]): void {
    for (const { idMark, target } of jobs) {
      this.taken.delete(idMark);
      if (target) this.taken.delete(target);
    }
  }

  drop(jobs: readonly Job[]): void {
    const gone = new Set(jobs);
    this.waiting = this.waiting.filter((job) => !gone.has(job));
  }

  /** Takes out all that waited too long. */
  overdue(now: number): Job[] {
    const late = this.waiting.filter((job) => job.deadline < now);
    if (late.length > 0) this.drop(late);
    return late;
  }
}
