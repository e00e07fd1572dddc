import type { Seal, StoredEvent } from '#libs/event-log/stored-event.js';
import { fromCloudEvent, toCloudEvent, type CloudEvent } from '#libs/tickets/cloud-event.js';
import type { RecordedEvent } from '#libs/tickets/events.js';
import { asItIs } from '#libs/tickets/published-event.js';
import { fromStored, TICKET_STREAM, toRow } from '#libs/tickets/stored-events.js';

type StoredText = Pick<StoredEvent, 'stream' | 'type' | 'schemaVersion' | 'data' | 'private' | 'metadata'>;
/** A CloudEvent with what restores the very bytes that its hash stands for. */
type LogLine = CloudEvent & {
  readonly salt?: string;
  readonly privatehash?: string;
  /** JSON of a StoredText, only where the event of today does not give these bytes. */
  readonly stored?: string;
};

/** One line of an export: a CloudEvent with the extensions `salt`, `privatehash` and, where need be, `stored`. */
export function toLogLine(row: StoredEvent & Seal, logId: string): string {
  const hash = row.hash.toString('hex');
  const seal = {
    ...(row.salt && { salt: row.salt.toString('hex') }),
    ...(row.privateHash && { privatehash: row.privateHash.toString('hex') }),
  };
  const event = readable(row);
  const shown = event ? toCloudEvent(event, { logId, hash }) : asItIs(row, logId);
  const { stream, type, schemaVersion, data, private: secret, metadata } = row;
  const exact = event && isSame(row, storedOf(shown as CloudEvent));
  const stored: StoredText = { stream, type, schemaVersion, data, private: secret, metadata };
  return JSON.stringify({ ...shown, ...seal, ...(exact ? {} : { stored: JSON.stringify(stored) }) });
}

/**
 * The event of a line, as it was stored, with the hash it must get.
 * @throws {SyntaxError|TypeError} when it is no line of an export
 */
export function fromLogLine(line: string): {
  readonly event: StoredEvent & Pick<Seal, 'salt' | 'privateHash'>;
  readonly logId: string;
} {
  const cloud = JSON.parse(line) as LogLine;
  const stored = cloud.stored ? (JSON.parse(cloud.stored) as StoredText) : storedOf(cloud);
  const event = {
    position: Number(cloud.position),
    eventId: cloud.id,
    version: Number(cloud.streamversion),
    recordedAt: new Date(cloud.time),
    ...stored,
    hash: Buffer.from(cloud.hash, 'hex'),
    salt: bytes(cloud.salt),
    privateHash: bytes(cloud.privatehash),
  };
  return { event, logId: cloud.logid };
}

function readable(row: StoredEvent): ReturnType<typeof fromStored> | undefined {
  if (!row.stream.startsWith(TICKET_STREAM)) return undefined;
  try {
    return fromStored(row);
  } catch {
    return undefined;
  }
}

/** An erased text stays erased: there is nothing private to store. What goes with a trace is restored by `stored`. */
function storedOf(cloud: CloudEvent): StoredText {
  const { tracestate: _, ...event } = fromCloudEvent(cloud);
  const { stream, type, schemaVersion, data, private: secret, metadata } = toRow(event as RecordedEvent);
  return { stream, type, schemaVersion, data, private: isErased(event) ? null : secret, metadata };
}

function isErased({ data }: Pick<RecordedEvent, 'data'>): boolean {
  const members: Readonly<Record<string, unknown>> = data;
  return ['description', 'text', 'reason'].some((name) => members[name] === null);
}

function isSame(row: StoredEvent, stored: StoredText): boolean {
  const { stream, type, schemaVersion, data, private: secret, metadata } = stored;
  const facts = row.stream === stream && row.type === type && row.schemaVersion === schemaVersion && row.data === data;
  return facts && row.private === secret && row.metadata === metadata;
}

function bytes(hex: string | undefined): Buffer | null {
  return hex === undefined ? null : Buffer.from(hex, 'hex');
}
