import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { BehaviorSubject, type Observable } from 'rxjs';
import { watchAppends, type AppendWatch } from '#libs/event-log/appended.js';
import { ReadDatabase } from './read-database.js';

/** How far the log is: one listener for the whole process, from the first time somebody asks. */
@Injectable()
export class LogPosition implements OnModuleDestroy {
  private readonly latest = new BehaviorSubject(0);
  private watch: AppendWatch | undefined;

  constructor(private readonly reads: ReadDatabase) {}

  /** Each new position, beginning with the current one; completes when the process ends. */
  get changes(): Observable<number> {
    this.watch ??= watchAppends(this.reads.options, (position) => this.latest.next(position));
    return this.latest.asObservable();
  }

  async onModuleDestroy(): Promise<void> {
    this.latest.complete();
    await this.watch?.close();
  }
}
