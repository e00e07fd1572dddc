import type pg from 'pg';
import { readHead, readSealed } from '#libs/event-log/read.js';
import { toLogLine } from '../cli/log-line.js';
import { answerLines } from './answers.js';
import { photoLines } from './photo-lines.js';

const PAGE = 1_000;

export interface ExportRange {
  /** Positions behind this one. */
  readonly after?: number;
  /** Up to this one, or where the log ends now. */
  readonly until?: number;
  /** The stored responses of commands too. */
  readonly answers?: boolean;
  /** Told after each page of events. */
  readonly onProgress?: (done: number, total: number) => void;
}
/** Where an export ended. */
export interface Exported {
  readonly logId: string;
  readonly position: number;
  /** Lowercase hex; undefined when it holds no event. */
  readonly hash?: string;
}

/** The lines of an export, without line feeds; memory is a page of events. */
export async function* exportedLines(owner: pg.Client, range: ExportRange): AsyncGenerator<string, Exported> {
  const { after = 0, until = Infinity, answers, onProgress } = range;
  const { logId, position: head } = await readHead(owner);
  const end = Math.min(head, until);
  onProgress?.(0, Math.max(0, end - after));
  let position = Math.min(after, head);
  let hash: string | undefined;
  while (position < end) {
    const rows = await readSealed(owner, position, Math.min(PAGE, end - position));
    if (rows.length === 0) break;
    for (const row of rows) yield toLogLine(row, logId);
    yield* photoLines(owner, rows);
    position = rows.at(-1)?.position ?? end;
    hash = rows.at(-1)?.hash.toString('hex');
    onProgress?.(position - after, end - after);
  }
  if (answers) yield* answerLines(owner, logId, { after, until: position });
  return { logId, position, ...(hash && { hash }) };
}
