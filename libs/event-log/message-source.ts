import type { Queryable } from '#libs/platform/database.js';
import { erasedAmong, erasedBy } from './erase.js';
import { readAfter, readAt, readHead } from './read.js';
import type { StoredEvent } from './stored-event.js';

/** The log as messages of a bus, for what copies it and for what compares a copy with it. */
export class MessageSource<M extends object> {
  private logId: string | undefined;

  /** @param toMessage may throw: then the messages before that row are given first */
  constructor(
    private readonly db: Queryable,
    private readonly toMessage: (row: StoredEvent, logId: string) => M,
  ) {}

  async head(): Promise<{ logId: string; position: number }> {
    const head = await readHead(this.db);
    this.logId = head.logId;
    return head;
  }

  /** Lowercase hex; undefined beyond the end. */
  async hashAt(position: number): Promise<string | undefined> {
    return (await readAt(this.db, position))?.hash.toString('hex');
  }

  /** Which of these positions have lost their personal data. */
  erasedAmong(positions: readonly number[]): Promise<number[]> {
    return erasedAmong(this.db, positions);
  }

  /** The messages behind a position; one that reports an erasure names the positions whose messages must be gone. */
  async after(position: number, limit: number): Promise<readonly (M & { readonly erases?: readonly number[] })[]> {
    const logId = this.logId ?? (await this.head()).logId;
    const messages: (M & { erases?: readonly number[] })[] = [];
    for (const row of await readAfter(this.db, position, limit)) {
      try {
        const message = this.toMessage(row, logId);
        const erases = await erasedBy(this.db, row);
        messages.push(erases.length > 0 ? { ...message, erases } : message);
      } catch (error) {
        if (messages.length > 0) break;
        throw error;
      }
    }
    return messages;
  }
}
