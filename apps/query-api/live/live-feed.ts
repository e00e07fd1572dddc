import { Injectable, Logger, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import {
  asyncScheduler,
  catchError,
  concatMap,
  EMPTY,
  from,
  identity,
  interval,
  map,
  merge,
  mergeMap,
  of,
  Subject,
  takeUntil,
  throttleTime,
  type Observable,
} from 'rxjs';
import { Changes, type Change } from './changes.js';

/** Time between signs of life on a silent stream, in milliseconds. */
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

  constructor(private readonly changes: Changes) {}

  /**
   * Follows the read models. Each message has the position as its id, so that a reader who was cut off goes on from there.
   * @param seen position that the page shows
   * @param update asked at once, then with each change; gives what is new after a position
   * @param pause shortest time between two updates, in milliseconds, where that of all changes is too short
   * @param also other reasons to ask, beside changes
   */
  follow(
    seen: number,
    update: (since: number, change: Change | undefined) => Promise<Update>,
    pause = 0,
    also: Observable<unknown> = EMPTY,
  ): Observable<MessageEvent> {
    let since = seen;
    const first: Observable<Change | undefined> = of(undefined);
    const updates = merge(first, this.changes.all, also.pipe(map(() => undefined))).pipe(
      pause > 0 ? throttleTime(pause, asyncScheduler, { leading: true, trailing: true }) : identity,
      concatMap((change) =>
        from(update(since, change)).pipe(
          mergeMap(({ position, html }): Observable<MessageEvent> => {
            since = Math.max(since, position);
            if (html) return of({ id: String(since), data: html });
            // The first one says that the stream is open.
            return change ? EMPTY : of(signOfLife(since));
          }),
        ),
      ),
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
