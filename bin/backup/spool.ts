import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OpenExport } from './export-lines.js';
import { readBackup } from './write-backup.js';

/** Files in turn, unpacked if need be: an open stream that nobody reads yet would fail unheard. */
export function filesInTurn(files: readonly string[]): OpenExport {
  return function* open() {
    for (const file of files) yield readBackup(file);
  };
}

/** Keeps a stream in a file, so that it can be read twice, for as long as the work lasts. */
export async function spooled<T>(input: Readable, work: (open: OpenExport) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-import-'));
  const file = join(folder, 'stdin');
  try {
    await pipeline(input, createWriteStream(file, { mode: 0o600 }));
    return await work(() => [{ name: 'stdin', stream: createReadStream(file) }]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
