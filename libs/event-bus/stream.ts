import {
  DiscardPolicy,
  jetstream,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JsMsg,
  type StoredMsg,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos, type MsgHdrs } from '@nats-io/transport-node';
import { ofCampus, subjectOfCampus } from '#libs/platform/campus.js';
import type { Bus } from './connect.js';

export const STREAM = ofCampus('HELPDESK');
/** Every event: `helpdesk.events.<EventType>.<ticketId>`. */
export const SUBJECTS = subjectOfCampus('helpdesk.events.>');

export const MSG_ID = 'Nats-Msg-Id';
/** Our own headers. They come behind Nats-Msg-Id: nats-server 2.9 reads the first header whose name contains it. */
export const ES_POSITION = 'Es-Position';
export const ES_HASH = 'Es-Hash';
export const ES_LOG_ID = 'Es-Log-Id';

/** The message of an event, in the stream or on its way there. */
export interface BusMessage {
  /** Its sequence. */
  readonly position: number;
  readonly subject: string;
  /** Id of the event: de-duplication within the stream's window. */
  readonly id: string;
  readonly logId: string;
  /** Chain hash, lowercase hex. */
  readonly hash: string;
  /** CloudEvents JSON. */
  readonly body: string;
  /** W3C trace context, handed on as headers. */
  readonly traceparent?: string;
  readonly tracestate?: string;
  /** Positions whose messages must be gone before this one is in the stream: it reports their erasure. */
  readonly erases?: readonly number[];
}

/**
 * The stream as it must be. Nothing ends by age or size, and nobody can purge; single messages can be deleted, which is
 * how an erased text leaves the stream. The duplicate window is short: the expected sequence is the fence, and a long
 * window costs the server memory for every message of a refill.
 */
const CONFIG = {
  name: STREAM,
  subjects: [SUBJECTS],
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.Old,
  max_msgs: -1,
  max_bytes: -1,
  max_age: 0,
  max_msg_size: -1,
  max_msgs_per_subject: -1,
  max_consumers: -1,
  no_ack: false,
  deny_delete: false,
  deny_purge: true,
  allow_rollup_hdrs: false,
  duplicate_window: nanos(10_000),
} as const satisfies Partial<StreamConfig>;

/** The server holds the stream with other settings than it was asked for. */
export class StreamSettingsError extends Error {
  override readonly name = 'StreamSettingsError';
}

/** How far the stream is. Sequences are positions. */
export interface StreamHead {
  readonly lastSeq: number;
  /** Sequences up to the last one that hold no message, ascending. */
  readonly missing: readonly number[];
}

/** The last sequence that has a message; 0 when none has. */
export function lastMessage({ lastSeq, missing }: StreamHead): number {
  const holes = new Set(missing);
  let last = lastSeq;
  while (holes.has(last)) last--;
  return last;
}

/**
 * Makes the stream, or brings an older one to the settings above.
 * @throws {StreamSettingsError} when the server keeps other settings, naming them
 */
export async function ensureStream(bus: Bus): Promise<StreamHead> {
  const { streams } = bus.jetstream;
  const found = await streams.info(STREAM, { deleted_details: true }).catch(absent);
  const info = found && differing(found, bus).length === 0 ? found : await settle(bus, found);
  return headOf(info);
}

/** How far the stream is; undefined when there is none. */
export async function readHead(bus: Bus): Promise<StreamHead | undefined> {
  const info = await bus.jetstream.streams.info(STREAM, { deleted_details: true }).catch(absent);
  return info && headOf(info);
}

/** The message at a sequence; undefined when there is none. */
export async function readMessage(bus: Bus, seq: number): Promise<BusMessage | undefined> {
  const message = await bus.jetstream.streams.getMessage(STREAM, { seq }).catch(absent);
  return message ? toBusMessage(message, message.header) : undefined;
}

/** The messages that are there up to the end, in order. */
export async function* messagesOf(bus: Bus, head: StreamHead): AsyncGenerator<BusMessage> {
  const last = lastMessage(head);
  if (last === 0) return;
  const consumer = await jetstream(bus.nats).consumers.get(STREAM);
  for await (const message of await consumer.consume()) {
    yield toBusMessage(message, message.headers);
    if (message.seq >= last) return;
  }
}

/** A message as it is in the stream; '' for marks that a foreign one lacks. */
export function toBusMessage(message: JsMsg | StoredMsg, headers: MsgHdrs | undefined): BusMessage {
  const { seq: position, subject } = message;
  const [id = '', logId = '', hash = ''] = [MSG_ID, ES_LOG_ID, ES_HASH].map((name) => headers?.get(name));
  return { position, subject, id, logId, hash, body: message.string() };
}

/** Removes the stream with all its messages; true if there was one. */
export async function deleteStream(bus: Bus): Promise<boolean> {
  return (await bus.jetstream.streams.delete(STREAM).catch(absent)) ?? false;
}

/**
 * Overwrites single messages on the server's disk and leaves holes: the sequence of every other message stays its
 * position. Messages that are not there are passed over.
 * @returns how many were there
 */
export async function eraseMessages(bus: Bus, positions: Iterable<number>): Promise<number> {
  let erased = 0;
  for (const position of positions) {
    if (await bus.jetstream.streams.deleteMessage(STREAM, position, true).catch(absent)) erased++;
  }
  return erased;
}

async function settle(bus: Bus, found: StreamInfo | undefined): Promise<StreamInfo> {
  const { streams } = bus.jetstream;
  const config = configFor(bus);
  const info = found
    ? await streams.update(STREAM, config).catch(rejectSettings)
    : await streams.add(config).catch(rejectSettings);
  const wrong = differing(info, bus);
  if (wrong.length > 0)
    throw new StreamSettingsError(`the stream ${STREAM} keeps other settings than asked for: ${wrong.join(', ')}`);
  return (await streams.info(STREAM, { deleted_details: true })) satisfies StreamInfo;
}

/** A cluster says so while too few of its servers are up to elect a leader or to keep the copies. */
const LEADERLESS: readonly number[] = [10_005, 10_006, 10_008, 10_009];

function rejectSettings(error: unknown): never {
  if (!(error instanceof JetStreamApiError) || LEADERLESS.includes(error.code)) throw error;
  throw new StreamSettingsError(`the server does not keep the stream ${STREAM} as asked for: ${error.message}`);
}

function configFor({ replicas }: Bus) {
  return { ...CONFIG, num_replicas: replicas };
}

function differing(info: StreamInfo, bus: Bus): string[] {
  // Servers leave settings out that are off.
  const kept: Partial<Record<string, unknown>> = { ...info.config };
  // A server on its own (seen with 2.9) takes an update to three, says three, and keeps one.
  if (bus.replicas > 1 && !info.cluster) kept['num_replicas'] = 1;
  return Object.entries(configFor(bus))
    .filter(([setting, value]) => JSON.stringify(kept[setting] ?? off(value)) !== JSON.stringify(value))
    .map(([setting, value]) => `${setting} is ${JSON.stringify(kept[setting])} instead of ${JSON.stringify(value)}`);
}

function off(value: unknown): unknown {
  return typeof value === 'boolean' ? false : undefined;
}

function headOf({ state }: StreamInfo): StreamHead {
  const beforeFirst = state.messages === 0 ? state.last_seq : state.first_seq - 1;
  const missing = [...Array.from({ length: beforeFirst }, (_, index) => index + 1), ...(state.deleted ?? [])];
  return { lastSeq: state.last_seq, missing };
}

/** The server says 10043 when a message that was deleted before is deleted again. */
const ABSENT: readonly number[] = [10_014, 10_037, 10_043, 10_057, 10_059];

/** Turns "no such stream", "no such message" and "no such consumer" into undefined. */
export function absent(error: unknown): undefined {
  if (error instanceof JetStreamApiError && ABSENT.includes(error.code)) return undefined;
  throw error;
}
