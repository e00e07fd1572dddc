import type pg from 'pg';
import type { RelayMessage, RelaySource } from '#libs/event-bus/relay.js';
import { erasedAmong, privateBefore } from '#libs/event-log/erase.js';
import { readAfter, readAt, readHead, type LogRow } from '#libs/event-log/read.js';
import { toPublished } from '#libs/tickets/published-event.js';
import { UnreadableEventError } from '#libs/tickets/stored-events.js';

/** The log as the relay reads it. */
export class LogSource implements RelaySource {
  private logId: string | undefined;
  constructor(private readonly db: pg.Pool) {}

  async head(): Promise<{ logId: string; position: number }> {
    const head = await readHead(this.db);
    this.logId = head.logId;
    return head;
  }

  async hashAt(position: number): Promise<string | undefined> {
    return (await readAt(this.db, position))?.hash.toString('hex');
  }

  erasedAmong(positions: readonly number[]): Promise<number[]> {
    return erasedAmong(this.db, positions);
  }

  /** @throws {UnreadableEventError} when the next event needs newer software */
  async after(position: number, limit: number): Promise<readonly RelayMessage[]> {
    const logId = this.logId ?? (await this.head()).logId;
    const messages: RelayMessage[] = [];
    for (const row of await readAfter(this.db, position, limit)) {
      try {
        messages.push(await this.message(row, logId));
      } catch (error) {
        // What stands before it can go out all the same.
        if (error instanceof UnreadableEventError && messages.length > 0) break;
        throw error;
      }
    }
    return messages;
  }

  private async message(row: LogRow, logId: string): Promise<RelayMessage> {
    const message = toPublished(row, logId);
    if (row.type !== 'TextErased') return message;
    return { ...message, erases: await privateBefore(this.db, row.stream, row.position) };
  }
}
