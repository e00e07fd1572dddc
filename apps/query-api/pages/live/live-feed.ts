import { Injectable, Logger, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import {
  asyncScheduler,
  catchError,
  concatMap,
  EMPTY,
  filter,
  interval,
  map,
  merge,
  of,
  Subject,
  takeUntil,
  throttleTime,
  type Observable,
} from 'rxjs';
import { ReadPosition } from '../../reads/read-position.js';

/** Shortest time between two updates of one page, and between signs of life on a silent stream, in milliseconds. */
const PAUSE = 250;
const SIGN_OF_LIFE = 20_000;

/** Changed parts of a page, and the position of the log they speak of. */
export interface Update {
  readonly position: number;
  /** Empty when nothing on the page changed. */
  readonly html: string;
}

/** Streams of changes for pages that are open. */
@Injectable()
export class LiveFeed implements OnModuleDestroy {
  private readonly logger = new Logger(LiveFeed.name);
  private readonly ended = new Subject<void>();

  constructor(private readonly reads: ReadPosition) {}

  /**
   * Follows the read models. Each message has the position as its id, so that a reader who was cut off goes on from there.
   * @param from position that the page shows
   * @param update asked at once and after each change; gives what is new after a position
   */
  follow(from: number, update: (since: number) => Promise<Update>, pause = PAUSE): Observable<MessageEvent> {
    let since = from;
    const updates = merge(of(-1), this.reads.changes.pipe(filter((position) => position > since))).pipe(
      throttleTime(pause, asyncScheduler, { leading: true, trailing: true }),
      concatMap(async () => update(since)),
      map(({ position, html }): MessageEvent => {
        since = Math.max(since, position);
        return html ? { id: String(since), data: html } : signOfLife(since);
      }),
    );
    const life = interval(SIGN_OF_LIFE).pipe(map(() => signOfLife(since)));
    return merge(updates, life).pipe(
      takeUntil(this.ended),
      // The browser comes back by itself, and catches up from the last position it has seen.
      catchError((error: unknown) => {
        this.logger.warn(error);
        return EMPTY;
      }),
    );
  }

  onModuleDestroy(): void {
    this.ended.next();
  }
}

function signOfLife(position: number): MessageEvent {
  return { type: 'alive', id: String(position), data: ' ' };
}

/** The position that a reader has seen: of its last message, else of its page; 0 if it does not say. */
export function seenPosition(lastEventId: string | undefined, after: unknown): number {
  const said = [lastEventId, after].find((value) => typeof value === 'string' && /^\d{1,15}$/.test(value));
  return Number(said ?? 0);
}
