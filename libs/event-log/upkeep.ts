import type { Queryable } from '#libs/platform/database.js';
import { numbers } from './read.js';

/** What is done to a log from time to time. */
export type UpkeepKind = 'backup' | 'restore-test' | 'retention';

/** A run that ended. */
export interface Upkeep {
  readonly kind: UpkeepKind;
  readonly endedAt: Date;
  readonly ok: boolean;
  /** Where the log ended for it; null when it does not matter. */
  readonly position: number | null;
  readonly hash: Buffer | null;
  /** The file, how many tickets, or what went wrong. */
  readonly detail: string;
}

/** Notes how a run ended. For the owner alone. */
export async function noteUpkeep(owner: Queryable, run: Omit<Upkeep, 'endedAt'>): Promise<void> {
  const text = 'insert into log.upkeep (kind, ok, position, hash, detail) values ($1, $2, $3, $4, $5)';
  await owner.query(text, [run.kind, run.ok, run.position, run.hash, run.detail]);
}

/** The last good run of each kind, and the last one of any outcome; kinds that never ran are absent. */
export async function lastUpkeep(db: Queryable): Promise<{ good: Upkeep[]; last: Upkeep[] }> {
  const columns = 'kind, ended_at as "endedAt", ok, position, hash, detail';
  const [good, last] = await Promise.all(
    ['where ok', ''].map(async (which) => {
      const text = `select distinct on (kind) ${columns} from log.upkeep ${which} order by kind, id desc`;
      return (await db.query<Upkeep>({ text, types: numbers })).rows;
    }),
  );
  return { good: good ?? [], last: last ?? [] };
}

/** A good backup is missed after so many milliseconds. */
const OVERDUE_AFTER = 36 * 60 * 60_000;

/** How well the log is backed up. */
export interface BackupState {
  /** When the last good backup ended; null if there was none. */
  readonly at: Date | null;
  /** Where it ends. */
  readonly position: number | null;
  /** When one was last restored and compared; null if none was. */
  readonly restoredAt: Date | null;
  /** Why the last one failed; null if it did not. */
  readonly failure: string | null;
  /** When the log was made. */
  readonly since: Date;
  /** The last good one, or the beginning of the log, is more than 36 hours ago. */
  readonly overdue: boolean;
}

/** How well the log is backed up, as far as it was noted. */
export async function readBackupState(db: Queryable, now = Date.now()): Promise<BackupState> {
  const { good, last } = await lastUpkeep(db);
  const { rows } = await db.query<{ since: Date }>('select created_at as since from log.log_identity');
  const since = rows[0]?.since ?? new Date(now);
  const backup = good.find(({ kind }) => kind === 'backup');
  const failed = last.find(({ kind, ok }) => kind === 'backup' && !ok);
  return {
    at: backup?.endedAt ?? null,
    position: backup?.position ?? null,
    restoredAt: good.find(({ kind }) => kind === 'restore-test')?.endedAt ?? null,
    failure: failed?.detail ?? null,
    since,
    overdue: now - (backup?.endedAt ?? since).getTime() > OVERDUE_AFTER,
  };
}
