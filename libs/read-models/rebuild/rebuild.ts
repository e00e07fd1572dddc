import type pg from 'pg';
import {
  asOnlyRebuild,
  createComputation,
  dropComputation,
  dropPrevious,
  indexComputation,
  listComputations,
  switchTo,
  type Computation,
} from '../computations.js';
import { applyBatch, lockCheckpoint } from '../project/apply-batch.js';
import { readable } from '../project/incoming.js';
import { compare, type TableComparison } from './compare.js';
import { completeSearch } from '../search/write-search.js';
import { fill } from './fill.js';
import type { LogSource } from './log-source.js';

/** With fewer events to go, a computation is given its indexes and then its place, in events. */
const CLOSE = 2_000;

export interface RebuildOptions {
  /** A new connection as projector or owner, which the rebuild ends. */
  connect(): Promise<pg.Client>;
  readonly log: LogSource;
  readonly timeZone: string;
  readonly strict: boolean;
  /** Compares the new with the current read models before the switch. */
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
 * Computes all read models again from the log, beside the current ones, and switches. Interrupted, it is taken up where its
 * last batch ended.
 * @throws {RebuildRunningError} when another one runs
 * @throws {RebuildStoppedError} when strict, at an event that cannot be applied
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const client = await options.connect();
  const second = await options.connect();
  try {
    return await asOnlyRebuild(client, () => new Rebuild(options, client, second).run());
  } finally {
    await Promise.all([client.end(), second.end()].map((end) => end.catch(() => undefined)));
  }
}

class Rebuild {
  private schema = '';
  private position = 0;
  private head = 0;
  private logId = '';
  private filling = true;

  constructor(
    private readonly options: RebuildOptions,
    /** Writes the new computation. */
    private readonly client: pg.Client,
    /** Holds the current checkpoint. */
    private readonly second: pg.Client,
  ) {}

  async run(): Promise<Rebuilt> {
    this.logId = (await this.options.log.readHead()).logId;
    const all = await listComputations(this.client);
    const current = all.find(({ state }) => state === 'current');
    // Of another log it is neither followed nor compared with: nobody feeds it.
    const followed = current && (current.logId ?? this.logId) === this.logId ? current : undefined;
    const mine = await this.begin(all, current, followed);
    const resumedFrom = this.position;
    try {
      await this.fillUp(followed);
      this.report('indexing');
      if (this.filling) await completeSearch(this.client, this.schema);
      await indexComputation(this.client, this.schema);
      this.filling = false;
      await this.fillUp(followed);
      let compared: readonly TableComparison[] = [];
      if (followed) {
        await this.follow(followed);
        if (this.options.compare && followed.position > 0 && followed.timeZone === this.options.timeZone)
          compared = await this.compareWith(followed);
        await this.whileHeld(followed, () => switchTo(this.second, this.schema));
      } else {
        await this.fillTo((await this.options.log.readHead()).position);
        await switchTo(this.second, this.schema);
      }
      return { generation: mine.generation, position: this.position, resumedFrom, compared };
    } catch (error) {
      if (current) await this.second.query(UNFOLLOW(current)).catch(() => undefined);
      throw error;
    }
  }

  /** Takes up what was interrupted, or makes a new computation; what cannot be taken up is dropped. */
  private async begin(
    all: readonly Computation[],
    current: Computation | undefined,
    followed: Computation | undefined,
  ): Promise<Computation> {
    if (current) await this.client.query(UNFOLLOW(current));
    const unfinished = all.filter(({ state }) => state === 'filling' || state === 'filled');
    // One that went further than the current one cannot go back.
    const found = unfinished.findLast(
      ({ timeZone, logId, position }) =>
        timeZone === this.options.timeZone &&
        (logId ?? this.logId) === this.logId &&
        position <= (followed?.position ?? Infinity),
    );
    for (const one of unfinished) if (one !== found) await dropComputation(this.client, one.schema);
    await dropPrevious(this.client);
    this.schema = found?.schema ?? (await createComputation(this.client, this.options.timeZone));
    this.position = found?.position ?? 0;
    this.filling = found?.state !== 'filled';
    return found ?? ((await listComputations(this.client)).find(({ schema }) => schema === this.schema) as Computation);
  }

  /**
   * Until so few events are left that the rest takes no time.
   * @param followed goes no further than these read models, which may be behind the log
   */
  private async fillUp(followed?: Computation): Promise<void> {
    const end = async (): Promise<number> => {
      this.head = followed ? await positionOf(this.second, followed) : (await this.options.log.readHead()).position;
      return this.head;
    };
    do await this.fillTo(await end());
    while ((await end()) - this.position >= CLOSE);
  }

  private async fillTo(upTo: number): Promise<void> {
    const { log, strict, signal } = this.options;
    const onProgress = (position: number): void => {
      this.position = position;
      this.report('filling');
    };
    const { schema, filling, logId, position: from } = this;
    this.position = await fill(this.client, { log, logId, schema, filling, from, upTo, strict, signal, onProgress });
  }

  /** From now on the projector feeds both in one transaction. */
  private follow(current: Computation): Promise<void> {
    return this.whileHeld(current, async (position) => {
      await this.fillTo(position);
      await this.second.query(`update ${current.schema}.checkpoint set follower = $1`, [this.schema]);
    });
  }

  /** Both are at one position in any snapshot. */
  private async compareWith(current: Computation): Promise<TableComparison[]> {
    await this.catchUp();
    this.report('comparing');
    await this.client.query('begin isolation level repeatable read');
    const compared = await compare(this.client, current.schema, this.schema);
    await this.client.query('commit');
    return compared;
  }

  /**
   * Brings both to the end of the log, whether a projector runs or not: an erasure takes texts out of the log before the current read
   * models come to it, and until then they differ.
   */
  private async catchUp(): Promise<void> {
    const { log } = this.options;
    const head = await log.readHead();
    while (this.position < head.position) {
      const rows = await log.readAfter(this.position, CLOSE);
      const last = rows.at(-1);
      if (!last) return;
      // A batch never ends within a millisecond, which would look complete.
      const whole = rows.filter(({ recordedAt }) => last.position >= head.position || recordedAt < last.recordedAt);
      const { incoming } = readable(whole.length > 0 ? whole : rows);
      const applied = await applyBatch(this.client, incoming, { logId: this.logId });
      if (!applied || applied.position === this.position) return;
      this.position = applied.position;
    }
  }

  /** Runs `work` in a transaction of `second`, while the current read models keep their position. */
  private async whileHeld(current: Computation, work: (position: number) => Promise<void>): Promise<void> {
    await this.second.query('begin');
    try {
      const { position } = await lockCheckpoint(this.second, current.schema);
      await work(position);
      await this.second.query('commit');
      this.position = position;
    } catch (error) {
      await this.second.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  private report(phase: Progress['phase']): void {
    this.options.onProgress?.({ phase, position: this.position, head: Math.max(this.head, this.position) });
  }
}

const UNFOLLOW = ({ schema }: Computation): string =>
  `update ${schema}.checkpoint set follower = null where follower is not null`;

async function positionOf(client: pg.Client, { schema }: Computation): Promise<number> {
  const { rows } = await client.query<{ position: string }>(`select position from ${schema}.checkpoint`);
  return Number(rows[0]?.position ?? 0);
}
