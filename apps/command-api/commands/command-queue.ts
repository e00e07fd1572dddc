import type { PendingCommand } from './pending-command.js';

/** Waiting commands, first come first served. */
export class CommandQueue {
  private waiting: PendingCommand[] = [];
  /** Command ids and tickets of the commands that were taken: no two of them may share one. */
  private readonly ids = new Set<string>();
  private readonly tickets = new Set<string | undefined>();
  /** Two tickets that are linked with each other at the same time could make a circle. */
  private linking = false;

  get length(): number {
    return this.waiting.length;
  }

  push(pending: PendingCommand): void {
    this.waiting.push(pending);
  }

  /** Puts commands that lost a race back to the front. */
  putBack(batch: readonly PendingCommand[]): void {
    if (batch.length > 0) this.waiting = [...batch, ...this.waiting];
  }

  /** The first `max` whose ticket must be looked up, still waiting. */
  unresolved(max: number): PendingCommand[] {
    const found: PendingCommand[] = [];
    for (const pending of this.waiting) {
      if (found.length === max) break;
      if (!pending.resolved) found.push(pending);
    }
    return found;
  }

  /** Takes at most `max` resolved commands whose tickets and ids are free; these are taken until `release`. */
  take(max: number): PendingCommand[] {
    const batch: PendingCommand[] = [];
    const passed: PendingCommand[] = [];
    let seen = 0;
    for (const pending of this.waiting) {
      if (batch.length === max) break;
      seen++;
      const { commandId, ticketId, resolved, links } = pending;
      const taken = this.ids.has(commandId) || (ticketId && this.tickets.has(ticketId)) || (links && this.linking);
      if (!resolved || taken) {
        passed.push(pending);
        continue;
      }
      batch.push(pending);
      this.ids.add(commandId);
      this.tickets.add(ticketId);
      this.linking ||= links;
    }
    this.waiting = [...passed, ...this.waiting.slice(seen)];
    return batch;
  }

  release(batch: readonly PendingCommand[]): void {
    for (const { commandId, ticketId, links } of batch) {
      this.ids.delete(commandId);
      this.tickets.delete(ticketId);
      if (links) this.linking = false;
    }
  }

  drop(batch: readonly PendingCommand[]): void {
    const gone = new Set(batch);
    this.waiting = this.waiting.filter((pending) => !gone.has(pending));
  }

  /** Takes out all that waited too long. */
  overdue(now: number): PendingCommand[] {
    const late = this.waiting.filter(({ deadline }) => deadline < now);
    if (late.length > 0) this.drop(late);
    return late;
  }
}
