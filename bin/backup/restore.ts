import type pg from 'pg';
import { importEvents, ImportRejectedError } from '#libs/event-log/import-events.js';
import type { StoredEvent } from '#libs/event-log/stored-event.js';
import { numbers, readAt, readHead } from '#libs/event-log/read.js';
import { removeUnnamed } from '#libs/photos/store.js';
import { noteVerification } from '#libs/event-log/verifications.js';
import { verifyLog, type Verification, type CheckpointHash } from '#libs/event-log/verify.js';
import { BadUse } from '../cli/outcomes.js';
import type { AnswerLine } from './answer-line.js';
import { restoreAnswers, restoreKey } from './answers.js';
import { checkExport, type CheckedExport } from './check-export.js';
import { exportLines, type OpenExport } from './export-lines.js';
import { restorePhoto } from './photo-lines.js';

const BATCH = 5_000;

export interface RestoreOptions {
  readonly expect?: readonly CheckpointHash[];
  /** Told after every batch of events. */
  readonly onProgress?: (position: number, total: number) => void;
  /** Events in one transaction, 1 or more. */
  readonly batch?: number;
}
export type Restored = Verification & { readonly answers: number };

/**
 * Restores an export into an empty log, or goes on in one that an earlier import has filled, wholly or in part. The export
 * is checked to its end before the first event is written, and the log takes the exported one's id when all of it is
 * there: an import that was killed leaves a part under another id, and running it again does the rest.
 * @throws {DamagedExportError} when it is not as it was exported; then nothing was written
 * @throws {BadUse} when it does not fit the log; nothing was written either
 */
export async function restore(owner: pg.Client, open: OpenExport, options: RestoreOptions = {}): Promise<Restored> {
  const head = await readHead(owner);
  const checked = await checkExport(
    open,
    { position: head.position, hashAt: async (position) => (await readAt(owner, position))?.hash.toString('hex') },
    options.expect ?? [],
  );
  await mayGoOn(owner, head, checked);
  const photos = await write(owner, open, checked, head.position, options);
  await owner.query(ERASED);
  // Of texts that were erased since they were exported.
  await removeUnnamed(owner, photos);
  const verified = await verifyLog(owner);
  await noteVerification(owner, verified, ['the export']);
  if (verified.ok) await owner.query('update log.log_identity set log_id = $1', [checked.logId]);
  return { ...verified, head: await readHead(owner), answers: checked.answers };
}

async function mayGoOn(
  owner: pg.Client,
  head: { readonly logId: string; readonly position: number },
  { logId, position }: CheckedExport,
): Promise<void> {
  const text = 'select history_position as imported from log.log_identity';
  const imported = (await owner.query<{ imported: number }>({ text, types: numbers })).rows[0]?.imported;
  const lived = imported !== head.position;
  if (!lived || (head.logId === logId && position <= head.position)) return;
  throw new BadUse('The log already holds events of its own: an import needs an empty one.');
}

async function write(
  owner: pg.Client,
  open: OpenExport,
  { position: total }: CheckedExport,
  there: number,
  { onProgress, batch = BATCH }: RestoreOptions,
): Promise<string[]> {
  const photos: string[] = [];
  let events: StoredEvent[] = [];
  let answers: AnswerLine[] = [];
  const flush = async (): Promise<void> => {
    if (events.length > 0) {
      const { position } = await append(owner, events);
      onProgress?.(position, total);
    }
    if (answers.length > 0) await restoreAnswers(owner, answers);
    [events, answers] = [[], []];
  };
  for await (const line of exportLines(open)) {
    if (line.event) {
      if (line.event.position > there) events.push(line.event);
    } else if (line.other.kind === 'photo') {
      await restorePhoto(owner, line.other);
      photos.push(line.other.digest);
    } else if (line.other.kind === 'answer') {
      answers.push(line.other);
    } else if (
      line.other.kind === 'request-key' &&
      !(await restoreKey(owner, Buffer.from(line.other.requestkey, 'hex')))
    ) {
      throw new BadUse('The log holds answers made with another key: an import needs an empty log.');
    }
    if (events.length + answers.length >= batch) await flush();
  }
  await flush();
  return photos;
}

async function append(owner: pg.Client, events: readonly StoredEvent[]): Promise<{ position: number }> {
  return importEvents(owner, [events]).catch((error: unknown) => {
    throw error instanceof ImportRejectedError ? new BadUse(error.message) : error;
  });
}

/** An export taken before an erasure, and one that goes on behind it, bring text and erasure together. */
const ERASED = `select log.erase(stream, position, (data::json ->> 'position')::bigint) from log.events
  where type = 'TextErased' order by position`;
