import type { ImportedEvent } from '#libs/event-log/import-events.js';
import type { LogRow, SealedRow } from '#libs/event-log/read.js';
import { toCloudEvent, type CloudEvent } from '#libs/tickets/cloud-event.js';
import type { TicketEvent } from '#libs/tickets/events.js';
import { asItIs } from '#libs/tickets/published-event.js';
import { fromStored, TICKET_STREAM, toStored, type EventMetadata } from '#libs/tickets/stored-events.js';

type StoredText = Pick<LogRow, 'stream' | 'type' | 'schemaVersion' | 'data' | 'private' | 'metadata'>;
/** A CloudEvent with what restores the very bytes that its hash stands for. */
type LogLine = CloudEvent & {
  readonly salt?: string;
  readonly privatehash?: string;
  /** JSON of a StoredText, only where the event of today does not give these bytes. */
  readonly stored?: string;
};

/** One line of an export: a CloudEvent with the extensions `salt`, `privatehash` and, where need be, `stored`. */
export function toLogLine(row: SealedRow, logId: string): string {
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
 * The event of a line, as it was stored, and the hash it must get.
 * @throws {SyntaxError|TypeError} when it is no line of an export
 */
export function fromLogLine(line: string): { event: ImportedEvent; position: number; hash: string; logId: string } {
  const cloud = JSON.parse(line) as LogLine;
  const stored = cloud.stored ? (JSON.parse(cloud.stored) as StoredText) : storedOf(cloud);
  const event: ImportedEvent = {
    eventId: cloud.id,
    version: Number(cloud.streamversion),
    recordedAt: new Date(cloud.time),
    ...stored,
    salt: bytes(cloud.salt),
    privateHash: bytes(cloud.privatehash),
  };
  return { event, position: Number(cloud.position), hash: cloud.hash, logId: cloud.logid };
}

function readable(row: LogRow): ReturnType<typeof fromStored> | undefined {
  if (!row.stream.startsWith(TICKET_STREAM)) return undefined;
  try {
    return fromStored(row);
  } catch {
    return undefined;
  }
}

/** An erased text stays erased: there is nothing private to store. */
function storedOf(cloud: CloudEvent & { readonly privatehash?: string; readonly salt?: string }): StoredText {
  const metadata: EventMetadata = {
    role: cloud.role,
    commandId: cloud.commandid,
    correlationId: cloud.correlationid,
    ...(cloud.name === undefined ? {} : { name: cloud.name }),
    ...(cloud.browser === undefined ? {} : { browser: cloud.browser }),
  };
  const event = { type: cloud.type.slice('helpdesk.'.length), data: cloud.data } as TicketEvent;
  const parts = toStored(event, metadata, Number(cloud.schemaversion));
  const erased = isErased(event);
  return { stream: TICKET_STREAM + cloud.subject, ...parts, private: erased ? null : parts.private };
}

function isErased({ data }: TicketEvent): boolean {
  const members: Readonly<Record<string, unknown>> = data;
  return ['description', 'text', 'reason'].some((name) => members[name] === null);
}

function isSame(row: LogRow, stored: StoredText): boolean {
  const { stream, type, schemaVersion, data, private: secret, metadata } = stored;
  const facts = row.stream === stream && row.type === type && row.schemaVersion === schemaVersion && row.data === data;
  return facts && row.private === secret && row.metadata === metadata;
}

function bytes(hex: string | undefined): Buffer | null {
  return hex === undefined ? null : Buffer.from(hex, 'hex');
}
