import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { checkExport } from './check-export.js';
import { exportedLines, type Exported, type ExportRange } from './exported-lines.js';

/** One backup of a log at a time. */
export const BACKUP_LOCK = '7165064646484795';
/** So many backups of a log are kept, the newest. */
const KEPT = 14;
const EMPTY_LOG = { position: 0, hashAt: () => Promise.resolve(undefined) };

export interface WrittenBackup extends Exported {
  /** Its absolute path. */
  readonly file: string;
  readonly bytes: number;
  /** Of stored responses in it. */
  readonly answers: number;
}

/**
 * Writes a compressed export with the stored responses and reads it back to its end. The file has its name only when it is whole and proves itself, and
 * only then older ones beyond the newest fourteen go.
 * @throws {DamagedExportError} when what was written cannot be read back; the file is removed
 */
export async function writeBackup(
  owner: pg.Client,
  folder: string,
  onProgress: ExportRange['onProgress'],
): Promise<WrittenBackup> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, 'unfinished.ndjson.gz.part');
  try {
    const exported = await write(owner, draft, onProgress);
    const expect = exported.hash ? [{ position: exported.position, hash: exported.hash, from: 'the log' }] : [];
    const { answers } = await checkExport(() => [readBackup(draft)], EMPTY_LOG, expect);
    const file = join(folder, nameOf(exported, new Date()));
    await rename(draft, file);
    await sync(folder);
    await keepNewest(folder, exported.logId);
    return { ...exported, file, answers, bytes: (await stat(file)).size };
  } finally {
    await rm(draft, { force: true });
  }
}

/** An export or backup as a stream of text, unpacked if its name ends with `.gz` or `.part`. */
export function readBackup(file: string): { readonly name: string; readonly stream: Readable } {
  const packed = /\.(gz|part)$/.test(file);
  const read = createReadStream(file);
  if (!packed) return { name: file, stream: read };
  const unpack = createGunzip();
  read.on('error', (error) => unpack.destroy(error));
  return { name: file, stream: read.pipe(unpack) };
}

async function write(owner: pg.Client, file: string, onProgress: ExportRange['onProgress']): Promise<Exported> {
  let exported: Exported | undefined;
  async function* lines(): AsyncGenerator<string> {
    const source = exportedLines(owner, { answers: true, onProgress });
    let next = await source.next();
    for (; !next.done; next = await source.next()) yield `${next.value}\n`;
    exported = next.value;
  }
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(file, { mode: 0o600 }));
  await sync(file);
  if (!exported) throw new Error('The export ended before its end.');
  return exported;
}

/** `helpdesk-<log>-<UTC time>-<position>.ndjson.gz`: sorts by time. */
function nameOf({ logId, position }: Exported, now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return `helpdesk-${logId.slice(0, 8)}-${time}-${position}.ndjson.gz`;
}

async function keepNewest(folder: string, logId: string): Promise<void> {
  const ours = new RegExp(`^helpdesk-${logId.slice(0, 8)}-\\d{8}T\\d{6}Z-\\d+\\.ndjson\\.gz$`);
  const files = (await readdir(folder)).filter((name) => ours.test(name)).toSorted();
  await Promise.all(files.slice(0, -KEPT).map((name) => rm(join(folder, name))));
}

/** It is on the disk, should the power go: a file, or the names in a folder. */
async function sync(path: string): Promise<void> {
  const handle = await open(path);
  await handle.sync().finally(() => handle.close());
}
