import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import {
  activateGeneration,
  attachGeneration,
  createGeneration,
  dropGeneration,
  listGenerations,
  READ_SCHEMA_VERSION,
  retireGeneration,
  type Generation,
} from '../generations.js';
import { lockCheckpoint } from '../project/apply-batch.js';
import { READ } from '../schema.js';
import { compare, type TableComparison } from './compare.js';
import { fill, type FillOptions } from './fill.js';
import { readAhead, type LogSource } from './log-source.js';

/** One rebuild at a time. */
export const REBUILD_LOCK = 7_165_064_646_484_791n;
/** With fewer events to go, a generation is given its indexes and then its place, in events. */
const CLOSE = 2_000;
/** How often, and after how many milliseconds, a comparison waits for an erasure to reach the live read models. */
const ERASURE = { tries: 20, pause: 100 };

export class RebuildRunningError extends Error {
  override readonly name = 'RebuildRunningError';
}

export interface RebuildOptions {
  /** A new connection that may write read models: the projector's role, or the owner. */
  connect(): Promise<pg.Client>;
  readonly log: LogSource;
  readonly timeZone: string;
  readonly strict: boolean;
  /** Compares the new with the live read models before the switch. */
  readonly compare: boolean;
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}
export interface Progress {
  readonly phase: 'filling' | 'indexing' | 'comparing' | 'switching';
  readonly position: number;
  readonly head: number;
}
export interface Rebuilt {
  readonly generation: number;
  readonly position: number;
  /** Where an interrupted rebuild was taken up; 0 for one from the start. */
  readonly resumedFrom: number;
  /** Empty when it was not asked for, or when there was nothing of the same form to compare with. */
  readonly compared: readonly TableComparison[];
}

/**
 * Computes all read models anew from the log, beside the live ones, and switches. Interrupted, it is taken up where its
 * last batch ended.
 * @throws {RebuildRunningError} when another one runs
 * @throws {RebuildStoppedError} when strict, at an event that cannot be applied
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const client = await options.connect();
  const second = await options.connect();
  try {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [
      REBUILD_LOCK.toString(),
    ]);
    if (!rows[0]?.got)
      throw new RebuildRunningError('The read models are being rebuilt already: wait until that is done.');
    return await new Rebuild(options, client, second).run();
  } finally {
    await Promise.all([client.end(), second.end()].map((end) => end.catch(() => undefined)));
  }
}

class Rebuild {
  private generation = 0;
  private position = 0;
  private head = 0;
  private logId = '';
  private bare = true;

  constructor(
    private readonly options: RebuildOptions,
    /** Writes the new generation. */
    private readonly client: pg.Client,
    /** Holds the live checkpoint, or a snapshot of both. */
    private readonly second: pg.Client,
  ) {}

  async run(): Promise<Rebuilt> {
    const { logId } = await this.options.log.readHead();
    this.logId = logId;
    const generations = await listGenerations(this.client);
    const live = generations.find(({ active }) => active);
    const compared = live && this.options.compare && this.fits(live) && live.position > 0 ? live : undefined;
    const found = generations.find((one) => !one.active && this.canBeTakenUp(one, compared));
    this.bare = found?.state !== 'live';
    await this.dropAllBut(generations, [live, found]);
    this.generation = found?.generation ?? (await createGeneration(this.client, this.options.timeZone));
    const resumedFrom = (this.position = found?.position ?? 0);
    await this.fillUp(compared);
    this.say('indexing');
    await attachGeneration(this.client, this.generation);
    this.bare = false;
    await this.fillUp(compared);
    const comparisons = compared ? await this.compareWith(compared) : [];
    await this.fillUp();
    await this.switchFrom(live);
    return { generation: this.generation, position: this.position, resumedFrom, compared: comparisons };
  }

  /** One that went further than those it is to be compared with cannot go back. */
  private canBeTakenUp(one: Generation, compared: Generation | undefined): boolean {
    return one.state !== 'retired' && this.fits(one) && one.position <= (compared?.position ?? Infinity);
  }

  /**
   * Until so few events are left that the rest takes no time.
   * @param live goes no further than these read models, which may lie behind the log
   */
  private async fillUp(live?: Generation): Promise<void> {
    const end = async (): Promise<number> => {
      this.head = (await this.options.log.readHead()).position;
      if (!live) return this.head;
      const now = (await listGenerations(this.second)).find(({ generation }) => generation === live.generation);
      return now?.position ?? this.head;
    };
    do await this.fillTo(await end());
    while ((await end()) - this.position >= CLOSE);
  }

  private async fillTo(upTo: number): Promise<void> {
    const { log, strict, signal } = this.options;
    const onProgress = (position: number): void => {
      this.position = position;
      this.say('filling');
    };
    const fillOptions: FillOptions = {
      log,
      logId: this.logId,
      generation: this.generation,
      bare: this.bare,
      from: this.position,
      upTo,
      strict,
      signal,
      onProgress,
    };
    this.position = await fill(this.client, fillOptions);
  }

  /**
   * Both at one position, in one snapshot; the live ones go on meanwhile. An erasure takes texts out of the log before the
   * live read models come to it: they would differ until then.
   */
  private async compareWith(live: Generation): Promise<TableComparison[]> {
    const snapshot = await this.options.connect();
    try {
      for (let { tries } = ERASURE; ; tries--) {
        this.say('comparing');
        await this.whileHeld(live, () =>
          snapshot.query(`begin isolation level repeatable read; select from ${READ}.active`),
        );
        if (tries === 0 || !(await this.isErasureAhead())) break;
        await snapshot.query('rollback');
        await pause(ERASURE.pause);
      }
      return await compare(snapshot, live, { generation: this.generation });
    } finally {
      await snapshot.end();
    }
  }

  private async isErasureAhead(): Promise<boolean> {
    const { log } = this.options;
    const head = await log.readHead();
    for await (const events of readAhead(log, this.position, head.position, CLOSE)) {
      if (events.some(({ type }) => type === 'TextErased')) return true;
    }
    return false;
  }

  private async switchFrom(live: Generation | undefined): Promise<void> {
    this.say('switching');
    const activate = (): Promise<void> => activateGeneration(this.second, this.generation);
    if (!live) {
      await this.fillTo((await this.options.log.readHead()).position);
      return activate();
    }
    await this.whileHeld(live, activate);
    await retireGeneration(this.client, live.generation);
  }

  /** Runs `work` while the live generation stands still and the new one at the same position (or, of another log, at its end). */
  private async whileHeld(live: Generation, work: () => Promise<unknown>): Promise<void> {
    await this.second.query('begin');
    try {
      const held = await lockCheckpoint(this.second, live.generation);
      const sameLog = held && held.log_id === this.logId;
      await this.fillTo(sameLog ? held.position : (await this.options.log.readHead()).position);
      await work();
      await this.second.query('commit');
    } catch (error) {
      await this.second.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  private fits({ schemaVersion, timeZone, logId }: Generation): boolean {
    return (
      schemaVersion === READ_SCHEMA_VERSION &&
      timeZone === this.options.timeZone &&
      (logId ?? this.logId) === this.logId
    );
  }

  private async dropAllBut(
    generations: readonly Generation[],
    kept: readonly (Generation | undefined)[],
  ): Promise<void> {
    for (const one of generations) if (!kept.includes(one)) await dropGeneration(this.client, one.generation);
  }

  private say(phase: Progress['phase']): void {
    this.options.onProgress?.({ phase, position: this.position, head: Math.max(this.head, this.position) });
  }
}
