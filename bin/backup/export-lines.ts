import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fromLogLine } from '../cli/log-line.js';
import { readOtherLine, type OtherLine } from './answer-line.js';

/** The export is not as it was written; the message names the line and says what is wrong. */
export class DamagedExportError extends Error {
  override readonly name = 'DamagedExportError';
}

export type ExportLine = { readonly text: string; readonly at: string } & (
  ReturnType<typeof fromLogLine> | { readonly event?: undefined; readonly other: OtherLine }
);

/** An export: files, each going on where the one before ends. Opened again each time it is read. */
export type OpenExport = () => Iterable<{ readonly name: string; readonly stream: Readable }>;

/**
 * The lines of an export, one after the other.
 * @throws {DamagedExportError} at a line that is none
 */
export async function* exportLines(open: OpenExport): AsyncGenerator<ExportLine> {
  for (const { name, stream } of open()) {
    let line = 0;
    try {
      for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
        line++;
        if (text.trim() !== '') yield parse(text, `${name}, line ${line}`);
      }
    } catch (error) {
      if (!(error as { code?: string }).code?.startsWith('Z_')) throw error;
      throw new DamagedExportError(`${name}: it cannot be unpacked behind line ${line}, or it was cut off.`);
    }
  }
}

function parse(text: string, at: string): ExportLine {
  try {
    const other = readOtherLine(text);
    return other ? { text, at, other } : { text, at, ...fromLogLine(text) };
  } catch {
    throw new DamagedExportError(`${at}: this is no line of an export, or it was cut off.`);
  }
}
