import { setImmediate as nextTurn } from 'node:timers/promises';

/** A bounded queue between one writer and one reader; the reader takes all that is there. */
export class Mailbox<T> {
  private items: T[] = [];
  private closed = false;
  private wakeReader: (() => void) | undefined;
  private wakeWriter: (() => void) | undefined;

  constructor(private readonly limit: number) {}

  /** Waits while the mailbox is full. After `close` items are dropped. */
  async put(item: T): Promise<void> {
    while (this.items.length >= this.limit && !this.closed) {
      await new Promise<void>((resolve) => (this.wakeWriter = resolve));
    }
    if (this.closed) return;
    this.items.push(item);
    this.wakeReader?.();
  }

  /** Everything at hand; waits for the first item; empty once closed and read to the end. */
  async take(): Promise<T[]> {
    while (this.items.length === 0 && !this.closed) {
      await new Promise<void>((resolve) => (this.wakeReader = resolve));
    }
    // One turn of the event loop lets what has arrived together be taken together.
    await nextTurn();
    const taken = this.items;
    this.items = [];
    this.wakeWriter?.();
    return taken;
  }

  close(): void {
    this.closed = true;
    this.wakeReader?.();
    this.wakeWriter?.();
  }
}
