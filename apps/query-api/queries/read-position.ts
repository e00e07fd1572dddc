import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { BehaviorSubject, filter, firstValueFrom, map, race, timer, type Observable } from 'rxjs';
import { readCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { currentSchema, pinDefinition } from '#libs/read-models/computations.js';
import { READ_CHANNEL } from '#libs/read-models/schema.js';
import { listen } from '#libs/platform/listen.js';
import { gauge } from '#libs/platform/metrics.js';
import { ReadDatabase } from './read-database.js';

/** Between looks at the checkpoint while somebody waits, in milliseconds. */
const LOOK = 100;

/** How long an answer waits for the effect of its reader's last command, in milliseconds. */
export const WAIT_TIMEOUT = 800;

/** How far the read models are: one listener for the whole process. */
@Injectable()
export class ReadPosition implements OnModuleInit, OnModuleDestroy {
  private readonly latest = new BehaviorSubject(0);
  private listener: { close(): Promise<void> } | undefined;
  private closed = false;
  private waiting = 0;
  private look: NodeJS.Timeout | undefined;

  /** Each new position, beginning with the current one. */
  readonly changes: Observable<number> = this.latest.asObservable();

  constructor(private readonly reads: ReadDatabase) {}

  onModuleInit(): void {
    const current = (): number => this.current;
    gauge({
      name: 'helpdesk_read_position',
      help: 'Position of the log that the pages show',
      collect() {
        this.set(current());
      },
    });
    this.listener = listen(this.reads.options, READ_CHANNEL, {
      notified: (payload) => this.heard(payload),
      listening: async (client) => {
        await pinDefinition(client);
        const schema = await currentSchema(client);
        if (schema) this.reads.follow(schema);
        await this.readNow();
      },
    });
  }

  /** The last position known to be in the read models. */
  get current(): number {
    return this.latest.value;
  }

  /**
   * Resolves true once the read models have reached the position.
   * @param ms longest wait in milliseconds; then false
   */
  async waitFor(position: number, ms: number): Promise<boolean> {
    if (this.current >= position) return true;
    this.startLooking();
    try {
      const reached = this.latest.pipe(
        filter((current) => current >= position),
        map(() => true),
      );
      return await firstValueFrom(race(reached, timer(ms).pipe(map(() => false))), { defaultValue: false });
    } finally {
      this.waiting--;
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    clearTimeout(this.look);
    this.latest.complete();
    await this.listener?.close();
  }

  /** A net below the notifications: while somebody waits the checkpoint is looked at too. */
  private startLooking(): void {
    this.waiting++;
    if (this.look) return;
    const next = (): void => {
      this.look = undefined;
      if (this.waiting === 0 || this.closed) return;
      this.look = setTimeout(
        () =>
          void this.readNow()
            .catch(() => undefined)
            .finally(next),
        LOOK,
      );
    };
    next();
  }

  private async readNow(): Promise<void> {
    const { position } = await readCheckpoint(this.reads);
    // A rebuilt or restored log may end before what was seen.
    if (position !== this.current) this.latest.next(position);
  }

  /** @param payload `<position> <schema>` */
  private heard(payload = ''): void {
    const [position = '0', schema] = payload.split(' ');
    if (schema) this.reads.follow(schema);
    if (Number(position) > this.current) this.latest.next(Number(position));
  }
}
