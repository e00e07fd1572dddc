import type { Job } from './job.js';

/** Waiting commands, first come first served, bounded. */
export class CommandQueue {
  private waiting: Job[] = [];

  constructor(private readonly most: number) {}

  get length(): number {
    return this.waiting.length;
  }

  /** False when full. */
  push(job: Job): boolean {
    if (this.waiting.length >= this.most) return false;
    this.waiting.push(job);
    return true;
  }

  /** Puts commands that lost a race back to the front. */
  putBack(jobs: readonly Job[]): void {
    if (jobs.length > 0) this.waiting = [...jobs, ...this.waiting];
  }

  /** Those a batch would be made of, still waiting. */
  first(count: number): readonly Job[] {
    return this.waiting.slice(0, count);
  }

  /** The next batch: at most `count` resolved commands, no stream and no command id twice. */
  take(count: number): Job[] {
    const taken: Job[] = [];
    const left: Job[] = [];
    const used = new Set<string>();
    for (const job of this.waiting) {
      const marks = [`id ${job.commandId}`, ...(job.stream === undefined ? [] : [job.stream])];
      if (taken.length < count && job.resolved && !marks.some((mark) => used.has(mark))) {
        taken.push(job);
        for (const mark of marks) used.add(mark);
      } else {
        left.push(job);
      }
    }
    this.waiting = left;
    return taken;
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
