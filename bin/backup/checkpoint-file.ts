import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isCode } from '#libs/local-stack/processes.js';
import type { CheckpointHash } from '#libs/event-log/verify.js';

const LINE = /^(\d{1,15}):([\da-f]{64}) ([\da-f-]{36}) /;

/**
 * The checkpoint hashes of a log that were written to HELPDESK_CHECKPOINT_FILE, oldest first.
 * @param file undefined if there is none
 */
export async function readCheckpoints(file: string | undefined, logId: string): Promise<CheckpointHash[]> {
  if (!file) return [];
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const [, position, hash = '', log] = LINE.exec(line) ?? [];
    return position && log === logId ? [{ position: Number(position), hash, from: file }] : [];
  });
}

/** Writes one more: `<position>:<hash> <log id> <time> <what>`. Nothing is ever taken out of the file. */
export async function addCheckpoint(
  file: string,
  { logId, position, hash }: { readonly logId: string; readonly position: number; readonly hash: string },
  what: string,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${position}:${hash} ${logId} ${new Date().toISOString()} ${what}\n`, { mode: 0o600 });
}
