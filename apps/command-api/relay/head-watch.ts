/** The highest position heard of, and a way to wait for more. One waiter at a time. */
export class HeadWatch {
  private head = 0;
  private wake: (() => void) | undefined;

  get position(): number {
    return this.head;
  }

  heard(position: number): void {
    if (position <= this.head) return;
    this.head = position;
    this.wake?.();
  }

  /** A restored log may end earlier than before. */
  forget(): void {
    this.head = 0;
  }

  /** Resolves once a position beyond this one was heard of, or any of the signals fires. */
  beyond(position: number, ...signals: AbortSignal[]): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.wake = undefined;
        for (const signal of signals) signal.removeEventListener('abort', done);
        resolve();
      };
      this.wake = () => this.head > position && done();
      for (const signal of signals) signal.addEventListener('abort', done);
      if (this.head > position || signals.some((signal) => signal.aborted)) done();
    });
  }
}
