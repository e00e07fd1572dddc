import { setTimeout as sleep } from 'node:timers/promises';

/** Waits that double from 50 ms up to one second, half of each at random, so that many do not come back at once. */
export class Backoff {
  private failures = 0;
  constructor(private readonly signal: AbortSignal) {}

  reset(): void {
    this.failures = 0;
  }

  /** Resolves after the next wait, or at once when the signal fires. */
  async wait(): Promise<void> {
    const longest = Math.min(1_000, 50 * 2 ** this.failures++);
    await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal: this.signal }).catch(() => undefined);
  }
}
