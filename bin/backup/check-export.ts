import { createHash, type Hash } from 'node:crypto';
import { chainHash, leafOf, privateHashOf } from '#libs/event-log/encoding.js';
import { ZERO_HASH } from '#libs/event-log/read.js';
import type { CheckpointHash } from '#libs/event-log/verify.js';
import { BadUse } from '../cli/outcomes.js';
import type { OtherLine } from './answer-line.js';
import { isWhole } from './photo-lines.js';
import { DamagedExportError, exportLines, type ExportLine, type OpenExport } from './export-lines.js';

/** The log that an export goes into, as far as the check asks it. */
export interface LogToFill {
  readonly position: number;
  /** Lowercase hex; undefined when there is no such position. */
  hashAt(position: number): Promise<string | undefined>;
}
export interface CheckedExport {
  readonly logId: string;
  /** Of its last event; 0 when it holds none. */
  readonly position: number;
  readonly answers: number;
}

/**
 * Reads a whole export before anything of it is written: follows the chain through it, from the log's own end if it begins
 * behind the first event, and counts the stored answers. Memory is one line.
 * @throws {DamagedExportError} at the first line that is not as it was exported
 * @throws {BadUse} when it does not fit what the log holds already
 */
export async function checkExport(
  open: OpenExport,
  log: LogToFill,
  expect: readonly CheckpointHash[],
): Promise<CheckedExport> {
  const check = new Check(log, new Map(expect.map(({ position, hash }) => [position, hash])));
  for await (const line of exportLines(open)) {
    if (line.event) await check.event(line);
    else check.other(line.other, line.text, line.at);
  }
  return check.end();
}

type EventLine = Extract<ExportLine, { readonly logId: string }>;

class Check {
  private logId: string | undefined;
  private position = 0;
  private hash: Buffer | undefined;
  private recordedAt = new Date(0);
  private answers: { count: number; digest: Hash } | undefined;
  private counted = 0;

  constructor(
    private readonly log: LogToFill,
    private readonly expected: Map<number, string>,
  ) {}

  async event({ event, logId, at }: EventLine): Promise<void> {
    const { position } = event;
    const hash = event.hash.toString('hex');
    this.sameLog(logId, at);
    const before = (this.hash ??= await this.begin(position, at));
    if (position !== this.position + 1) {
      throw new DamagedExportError(`${at}: event ${this.position + 1} is missing, here comes ${position}.`);
    }
    const chained = chainedHash(event, before, position);
    if (chained?.toString('hex') !== hash) {
      throw new DamagedExportError(`${at}: event ${position} does not have the hash it had.`);
    }
    this.position = position;
    this.hash = chained;
    this.recordedAt = event.recordedAt;
    const wanted = this.expected.get(position);
    if (wanted !== undefined && wanted !== hash) {
      throw new DamagedExportError(`${at}: --expect knows another hash for position ${position}.`);
    }
    this.expected.delete(position);
    if (position === this.log.position) await this.mustFit(position, hash);
  }

  other(line: OtherLine, text: string, at: string): void {
    if (line.kind === 'photo') {
      if (!isWhole(line)) throw new DamagedExportError(`${at}: the photo is not as it was exported.`);
      return;
    }
    if (line.kind === 'request-key') {
      this.sameLog(line.logid, at);
      this.answers = { count: 0, digest: createHash('sha256') };
      return;
    }
    if (!this.answers) throw new DamagedExportError(`${at}: the key of the answers is missing.`);
    if (line.kind === 'answer') {
      if (line.position > this.position) {
        throw new DamagedExportError(`${at}: this answer names position ${line.position}, which is not in the export.`);
      }
      this.answers.count++;
      this.answers.digest.update(`${text}\n`);
      return;
    }
    const { count, digest } = this.answers;
    if (line.answers !== count || line.digest !== digest.digest('hex')) {
      throw new DamagedExportError(`${at}: the answers before it are not those that were exported.`);
    }
    this.counted += count;
    this.answers = undefined;
  }

  async end(): Promise<CheckedExport> {
    if (this.answers) throw new DamagedExportError('The export was cut off among its answers.');
    if (this.logId === undefined) throw new BadUse('The export is empty.');
    const [missing] = this.expected.keys();
    if (missing !== undefined) {
      throw new DamagedExportError(
        `The export ends at position ${this.position}, but --expect knows position ${missing}.`,
      );
    }
    if (this.recordedAt > new Date()) {
      throw new BadUse(
        `The export ends at ${this.recordedAt.toISOString()}: set the clock of this machine right first.`,
      );
    }
    if (this.hash && this.position < this.log.position) await this.mustFit(this.position, this.hash.toString('hex'));
    return { logId: this.logId, position: this.position, answers: this.counted };
  }

  private sameLog(logId: string, at: string): void {
    this.logId ??= logId;
    if (logId !== this.logId) throw new BadUse(`${at}: this is of another log, ${logId} instead of ${this.logId}.`);
  }

  /** The hash that the first event of the export is chained to. */
  private async begin(position: number, at: string): Promise<Buffer> {
    this.position = position - 1;
    if (position === 1) return ZERO_HASH;
    const hash = await this.log.hashAt(position - 1);
    if (hash) return Buffer.from(hash, 'hex');
    const end = this.log.position === 0 ? 'is empty' : `ends at ${this.log.position}`;
    throw new BadUse(`${at}: the export begins with event ${position}, but the log ${end}: import what comes before.`);
  }

  private async mustFit(position: number, hash: string): Promise<void> {
    if ((await this.log.hashAt(position)) === hash) return;
    throw new BadUse('The log already holds other events: an import needs an empty log, or one that it filled before.');
  }
}

/** Undefined when the line lacks what its hash is made of. */
function chainedHash(event: EventLine['event'], before: Buffer, position: number): Buffer | undefined {
  if (event.private !== null && !event.salt) return undefined;
  const text = event.private !== null && event.salt ? privateHashOf(event.salt, event.private) : undefined;
  const leaf = leafOf({ ...event, privateHash: text ?? event.privateHash ?? null });
  return chainHash(before, position, event.recordedAt, leaf);
}
