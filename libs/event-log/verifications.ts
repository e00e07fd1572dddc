import type { Queryable } from '#libs/platform/database.js';
import { numbers } from './read.js';
import type { Verification } from './verify.js';

/** What a verification found, as it was noted. */
export interface NotedVerification {
  readonly at: Date;
  /** Where the log ended then. */
  readonly position: number;
  /** The first position that was not as it was written; null when all were. */
  readonly badPosition: number | null;
  readonly reason: string | null;
  /** Who else's memory of the log it was compared with. */
  readonly compared: readonly string[];
}

/** Notes what a verification found. For the owner alone. */
export async function noteVerification(
  owner: Queryable,
  { head, bad }: Verification,
  compared: readonly string[],
): Promise<void> {
  const text = `insert into log.verifications (position, hash, bad_position, reason, compared) values ($1, $2, $3, $4, $5)`;
  await owner.query(text, [head.position, head.hash, bad?.position ?? null, bad?.reason ?? null, compared]);
}

/** What the last verification found; undefined when there was none. For the owner and the roles that read. */
export async function lastVerification(db: Queryable): Promise<NotedVerification | undefined> {
  const text = `select verified_at as at, position, bad_position as "badPosition", reason, compared
    from log.verifications order by id desc limit 1`;
  return (await db.query<NotedVerification>({ text, types: numbers })).rows[0];
}
