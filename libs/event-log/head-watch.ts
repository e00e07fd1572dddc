import type pg from 'pg';
import { pause } from '#libs/platform/retry.js';
import { watchAppends } from './appended.js';

/** How far the log is, from the notifications of its appends, and a way to wait for more. */
export class HeadWatch {
  private head = 0;
  private readonly waiting = new Set<() => void>();
  private readonly watch: { close(): Promise<void> };

  constructor(options: pg.ClientConfig) {
    this.watch = watchAppends(options, (position) => this.heard(position));
  }

  /** The highest position heard of. */
  get position(): number {
    return this.head;
  }

  heard(position: number): void {
    if (position <= this.head) return;
    this.head = position;
    for (const look of this.waiting) look();
  }

  /** A restored log may end earlier than before. */
  forget(): void {
    this.head = 0;
  }

  /**
   * Waits for so many milliseconds at most, or until one of the signals fires.
   * @returns whether a position beyond this one was heard of
   */
  async beyond(position: number, ms: number, ...signals: AbortSignal[]): Promise<boolean> {
    const heard = new AbortController();
    const look = (): void => void (this.head > position && heard.abort());
    this.waiting.add(look);
    look();
    await pause(ms, heard.signal, ...signals);
    this.waiting.delete(look);
    return this.head > position;
  }

  close(): Promise<void> {
    return this.watch.close();
  }
}
