import { Injectable } from '@nestjs/common';
import { filter, firstValueFrom, map, race, timer } from 'rxjs';
import { readAfter, readHead } from '#libs/event-log/read.js';
import { toPublished } from '#libs/tickets/published-event.js';
import { LogPosition } from '../queries/log-position.js';
import { ReadDatabase } from '../queries/read-database.js';

/** Events in memory at once. */
const CHUNK = 500;

export interface FeedOptions {
  readonly after: number;
  readonly limit?: number;
  /** Seconds to stay for events to come. */
  readonly wait: number;
}

/** The log as lines of CloudEvents JSON, in order, each position once, in constant memory. */
@Injectable()
export class EventFeed {
  constructor(
    private readonly reads: ReadDatabase,
    private readonly log: LogPosition,
  ) {}

  /** Ends at the limit, or at the end of the log once `wait` seconds are over. */
  async *lines({ after, limit = Infinity, wait }: FeedOptions): AsyncGenerator<string> {
    const { logId } = await readHead(this.reads);
    const until = Date.now() + wait * 1000;
    let [position, left] = [after, limit];
    while (left > 0) {
      const rows = await readAfter(this.reads, position, Math.min(CHUNK, left));
      if (rows.length > 0) yield rows.map((row) => `${toPublished(row, logId).body}\n`).join('');
      position = rows.at(-1)?.position ?? position;
      left -= rows.length;
      if (rows.length === 0 && !(await this.more(position, until - Date.now()))) return;
    }
  }

  /** Waits for an event after the position. */
  private async more(position: number, ms: number): Promise<boolean> {
    if (ms <= 0) return false;
    const appended = this.log.changes.pipe(
      filter((head) => head > position),
      map(() => true),
    );
    return firstValueFrom(race(appended, timer(ms).pipe(map(() => false))), { defaultValue: false });
  }
}
