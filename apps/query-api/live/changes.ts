import { Injectable } from '@nestjs/common';
import { asyncScheduler, concatMap, defer, filter, share, throttleTime, type Observable } from 'rxjs';
import { touchedTickets } from '#libs/read-models/queries/touched.js';
import { ReadDatabase } from '../queries/read-database.js';
import { ReadPosition } from '../queries/read-position.js';

/** Shortest time between two changes, in milliseconds: the first is told at once, those right after it together. */
const PAUSE = 400;
/** Which tickets so many events are about is no longer asked. */
const MOST_EVENTS = 1_000;

/** The read models have gone on. */
export interface Change {
  readonly position: number;
  /** Numbers of the tickets that something happened to; undefined when it may be any. */
  readonly tickets: ReadonlySet<number> | undefined;
}

/** What changes, found out once for all pages that are open. */
@Injectable()
export class Changes {
  /** All who follow get a change in the same turn, so that they can share what they read and render. */
  readonly all: Observable<Change> = defer(() => {
    let last = this.position.current;
    return this.position.changes.pipe(
      filter((position) => position !== last),
      throttleTime(PAUSE, asyncScheduler, { leading: true, trailing: true }),
      concatMap(async (position): Promise<Change> => {
        const after = last;
        last = position;
        return { position, tickets: await this.between(after, position) };
      }),
    );
  }).pipe(share());

  constructor(
    private readonly position: ReadPosition,
    private readonly reads: ReadDatabase,
  ) {}

  private async between(after: number, position: number): Promise<ReadonlySet<number> | undefined> {
    // A rebuilt or restored log may stand lower than before.
    if (after === 0 || position < after || position - after > MOST_EVENTS) return undefined;
    try {
      return new Set(await touchedTickets(this.reads, after, position));
    } catch {
      return undefined;
    }
  }
}
