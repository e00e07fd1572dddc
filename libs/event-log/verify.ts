import type { Queryable } from '#libs/platform/database.js';
import { chainHash, leafOf, privateHashOf } from './encoding.js';
import { numbers, readHead, readSealed, ZERO_HASH, type LogHead } from './read.js';
import type { Seal, StoredEvent } from './stored-event.js';

/** What somebody outside of the log remembers of it: the only way to see that its end was cut, or all of it rewritten. */
export interface CheckpointHash {
  readonly position: number;
  /** Lowercase hex. */
  readonly hash: string;
  /** Whose word it is: "--expect", "the checkpoint". */
  readonly from: string;
}

export interface VerifyOptions {
  readonly checkpointHashes?: readonly CheckpointHash[];
  /** Called after every page; the next one waits for it. */
  readonly onProgress?: (position: number, head: number) => unknown;
  /** Rows a page, 1..; memory is a page of events. */
  readonly pageSize?: number;
  /** False for roles that may not see log.commands. */
  readonly commands?: boolean;
}

export interface Verification {
  readonly ok: boolean;
  readonly head: LogHead;
  /** Events found good. */
  readonly events: number;
  /** How many of them have lost their personal data to an erasure. */
  readonly erased: number;
  /** The first position that is not as it was, and why. */
  readonly bad?: { readonly position: number; readonly reason: string };
}

/**
 * Recomputes every hash of the log from its stored bytes up to the head as it is now, then checks versions,
 * commands, and that each erasure has its event. Proves that nothing was changed, left out or moved since the hashes were made; that nobody made all of them again, or cut
 * the end, only a checkpoint hash can tell.
 */
export async function verifyLog(db: Queryable, options: VerifyOptions = {}): Promise<Verification> {
  const { onProgress, pageSize = 1000, commands = true, checkpointHashes = [] } = options;
  const head = await readHead(db);
  const expected = new Map<number, CheckpointHash[]>();
  for (const one of checkpointHashes) expected.set(one.position, [...(expected.get(one.position) ?? []), one]);
  let last: Last = { position: 0, hash: ZERO_HASH, recordedAt: new Date(0) };
  let erased = 0;
  const bad = (position: number, reason: string): Verification => ({
    ok: false,
    head,
    events: last.position,
    erased,
    bad: { position, reason },
  });

  while (last.position < head.position) {
    const page = await readSealed(db, last.position, Math.min(pageSize, head.position - last.position));
    if (page.length === 0) return bad(last.position + 1, 'the event is missing');
    for (const event of page) {
      const reason = flawOf(event, last) ?? contradicts(event, expected.get(event.position));
      if (reason) return bad(last.position + 1, reason);
      if (event.private === null && event.privateHash) erased++;
      last = event;
    }
    await onProgress?.(last.position, head.position);
  }
  const cut = checkpointHashes.find(({ position }) => position > head.position);
  if (cut) {
    return bad(
      head.position + 1,
      `the log ends at ${head.position}, but ${cut.from} knows position ${cut.position}: its end was cut or an older copy restored`,
    );
  }
  const sideways =
    (await firstOf(db, VERSIONS, [head.position])) ??
    (await firstOf(db, LOST_TEXTS, [head.position])) ??
    (commands ? await firstOf(db, COMMANDS, [head.position]) : undefined);
  if (sideways) return bad(sideways.position, sideways.reason);
  return { ok: true, head, events: last.position, erased };
}

type Last = Pick<StoredEvent, 'position' | 'hash' | 'recordedAt'>;

function flawOf(event: StoredEvent & Seal, last: Last): string | undefined {
  if (event.position !== last.position + 1)
    return `the event is missing: after ${last.position} comes ${event.position}`;
  if (event.private !== null) {
    if (!event.salt || !event.privateHash) return 'the private text has lost its salt or its hash';
    if (!privateHashOf(event.salt, event.private).equals(event.privateHash))
      return 'the private text is not the one that was written';
  }
  if (!leafOf(event).equals(event.leaf)) return 'the event is not the one that was written';
  if (!chainHash(last.hash, event.position, event.recordedAt, event.leaf).equals(event.hash)) {
    return 'its time or place was changed, or an event before it was exchanged: the chain breaks here';
  }
  if (event.recordedAt < last.recordedAt) return 'it is older than the event before it';
  return undefined;
}

function contradicts(event: StoredEvent, checkpointHashes: readonly CheckpointHash[] = []): string | undefined {
  const against = checkpointHashes.find(({ hash }) => hash !== event.hash.toString('hex'));
  return against && `${against.from} knows another hash for this position: the log was rewritten up to here`;
}

const VERSIONS = `select position, format('%s has version %s where %s is due', stream, version, due) as reason
  from (select position, stream, version, row_number() over (partition by stream order by position) as due
        from log.events where position <= $1) e
  where version <> due order by position limit 1`;

const LOST_TEXTS = `select position, 'its text is gone, and no TextErased event says so' as reason from log.events e
  where private is null and private_hash is not null and position <= $1 and not exists (
    select from log.events t where t.stream = e.stream and t.type = 'TextErased' and t.position > e.position
      and coalesce(t.data::json ->> 'position', e.position::text) = e.position::text)
  order by position limit 1`;

const COMMANDS = `select c.position, format('the stored answer of command %s names an event that is not there', c.id) as reason
  from log.commands c left join log.events e on e.position = c.position and e.stream = c.stream and e.version = c.version
  where e.position is null and c.position <= $1 order by c.position limit 1`;

type Flaw = NonNullable<Verification['bad']>;

async function firstOf(db: Queryable, text: string, values: unknown[]): Promise<Flaw | undefined> {
  return (await db.query<Flaw>({ text, values, types: numbers })).rows[0];
}
