import { readStreamsUpTo } from '#libs/event-log/read-side.js';
import type { Queryable } from '#libs/platform/database.js';
import { TICKET_STREAM } from '#libs/tickets/stored-events.js';

/** Events that add a text, and those that change one or take it away. */
export const ADDING: ReadonlySet<string> = new Set(['TicketOpened', 'MessagePosted']);
const REPLACING = ['DescriptionChanged', 'PlaceChanged', 'TextHidden', 'TextShown', 'TextErased'];
export const CHANGING: ReadonlySet<string> = new Set(REPLACING);
const TYPES = [...ADDING, ...REPLACING];

/** What an event of the log says, as far as it brings or takes a text. */
export interface Writing {
  readonly type: string;
  readonly position: number;
  /** Texts are undefined or null where they were erased; `position` is of the event whose text is hidden, shown or erased. */
  readonly data: {
    readonly description?: string | null;
    readonly place?: string | null;
    readonly text?: string | null;
    readonly position?: number;
  } | null;
}
export interface Text {
  readonly text: string;
  /** As PostgreSQL ranks words: description, place, message. */
  readonly weight: 'A' | 'B' | 'D';
  /** Of its event in the log. */
  readonly position: number;
  /** Replaced or hidden: only searches of the past find it. */
  readonly former: boolean;
}

/** What people wrote under a ticket, after all of its events: descriptions, places, messages. */
export function textsAfter(events: readonly Writing[]): Text[] {
  const texts: Omit<Text, 'former'>[] = [];
  const hidden = new Set<number | undefined>();
  for (const { type, position, data } of events) {
    const opens = type === 'TicketOpened';
    if (type === 'TextHidden') hidden.add(data?.position);
    if (type === 'TextShown') hidden.delete(data?.position);
    if (opens || type === 'DescriptionChanged') texts.push({ text: data?.description ?? '', weight: 'A', position });
    if (opens || type === 'PlaceChanged') texts.push({ text: data?.place ?? '', weight: 'B', position });
    if (type === 'MessagePosted') texts.push({ text: data?.text ?? '', weight: 'D', position });
  }
  const isReplaced = (text: Omit<Text, 'former'>): boolean =>
    text.weight !== 'D' && text !== texts.findLast(({ weight }) => weight === text.weight);
  const isHidden = ({ weight, position }: Omit<Text, 'former'>): boolean => weight !== 'B' && hidden.has(position);
  return texts
    .map((text) => ({ ...text, former: isReplaced(text) || isHidden(text) }))
    .sort((a, b) => a.weight.localeCompare(b.weight));
}

/**
 * The texts of tickets as they were after an event, by ticket id. What was erased is no longer in the log.
 * @param upTo position of the event
 */
export async function readTexts(
  db: Queryable,
  ticketIds: readonly string[],
  upTo: number,
): Promise<ReadonlyMap<string, readonly Text[]>> {
  if (ticketIds.length === 0) return new Map();
  const streams = ticketIds.map((id) => TICKET_STREAM + id);
  const events = new Map<string, Writing[]>(streams.map((stream) => [stream, []]));
  for (const { stream, type, position, data, private: personal } of await readStreamsUpTo(db, streams, upTo, TYPES)) {
    const text = type.startsWith('Text') ? data : personal;
    events.get(stream)?.push({ type, position, data: text === null ? null : (JSON.parse(text) as Writing['data']) });
  }
  return new Map(ticketIds.map((id) => [id, textsAfter(events.get(TICKET_STREAM + id) ?? [])]));
}
