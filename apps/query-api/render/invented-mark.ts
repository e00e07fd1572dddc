import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isInvented } from '#libs/event-log/invented.js';
import { KnownPlaces } from '../queries/known-places.js';
import { ReadDatabase } from '../queries/read-database.js';

/** Between looks at a log whose tickets are real so far, in milliseconds: `helpdesk demo` may fill it while the pages are served. */
const LOOK = 5_000;

let invented = false;

/** Whether the pages have to say that their data are invented. */
export const showsInvented = (): boolean => invented;

/** Looks whether the log was filled with invented events. */
@Injectable()
export class InventedMark implements OnModuleInit, OnModuleDestroy {
  private next: NodeJS.Timeout | undefined;
  private ended = false;

  constructor(
    private readonly reads: ReadDatabase,
    private readonly places: KnownPlaces,
  ) {}

  async onModuleInit(): Promise<void> {
    invented = false;
    await this.look();
  }

  onModuleDestroy(): void {
    this.ended = true;
    clearTimeout(this.next);
  }

  private async look(): Promise<void> {
    // A database that is away has other pages to say so.
    invented = await isInvented(this.reads).catch(() => false);
    if (invented) this.places.loadInvented();
    else if (!this.ended) this.next = setTimeout(() => void this.look(), LOOK).unref();
  }
}
