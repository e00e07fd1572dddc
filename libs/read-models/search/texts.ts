import type { Queryable } from '#libs/platform/database.js';
import { query } from '../queries/sql.js';

/** Events that add a text, and those that change one or take it away. */
export const ADDING: ReadonlySet<string> = new Set(['TicketOpened', 'MessagePosted']);
export const REPLACING: ReadonlySet<string> = new Set([
  'DescriptionChanged',
  'PlaceChanged',
  'TextHidden',
  'TextShown',
  'TextErased',
]);

/** What an event of the log says, as far as it brings or takes a text. */
export interface Writing {
  readonly type: string;
  readonly position: number;
  /** Undefined or null where it was erased. */
  readonly data: {
    readonly description?: string | null;
    readonly place?: string | null;
    readonly text?: string | null;
    /** Of another event, whose text is hidden, shown or erased. */
    readonly position?: number;
  } | null;
}
export interface Text {
  readonly text: string;
  /** As PostgreSQL ranks words: description, place, message. */
  readonly weight: 'A' | 'B' | 'D';
  /** Of a message in the log. */
  readonly position?: number;
}
/** What people wrote under a ticket. */
export interface Texts {
  /** Description, place, messages. */
  readonly now: readonly Text[];
  /** Earlier descriptions and places, and what is hidden: only searches of the past find them. */
  readonly former: readonly string[];
}

/** The texts of a ticket after all of some events. */
export function textsAfter(events: readonly Writing[]): Texts {
  let [description, place, describedAt] = ['', '', 0];
  let messages: Text[] = [];
  let former: string[] = [];
  const hidden = new Set<number | undefined>();
  for (const { type, position, data } of events) {
    // What one event lost is null in the log.
    if (type === 'TextErased' && data?.position === undefined)
      [description, place, messages, former] = ['', '', [], []];
    if (type === 'TextHidden') hidden.add(data?.position);
    if (type === 'TextShown') hidden.delete(data?.position);
    if (type === 'MessagePosted') messages.push({ text: data?.text ?? '', weight: 'D', position });
    if (type === 'DescriptionChanged') former.push(description);
    if (type === 'PlaceChanged') former.push(place);
    if (type === 'TicketOpened' || type === 'DescriptionChanged')
      [description, describedAt] = [data?.description ?? '', position];
    if (type === 'TicketOpened' || type === 'PlaceChanged') place = data?.place ?? '';
  }
  const isHidden = ({ position }: Text): boolean => hidden.has(position);
  if (hidden.has(describedAt)) {
    former.push(description);
    description = '';
  }
  former.push(...messages.filter(isHidden).map(({ text }) => text));
  const shown = messages.filter((message) => !isHidden(message));
  return { now: [{ text: description, weight: 'A' }, { text: place, weight: 'B' }, ...shown], former };
}

/**
 * The texts of tickets as they were after an event.
 * @param upTo position of the event
 */
export async function readTexts(
  db: Queryable,
  ticketIds: readonly string[],
  upTo: number,
): Promise<Map<string, Texts>> {
  const events = new Map<string, Writing[]>(ticketIds.map((id) => [`ticket-${id}`, []]));
  if (ticketIds.length === 0) return new Map();
  const rows = await query<Writing & { stream: string }>(db, WRITINGS, [
    [...events.keys()],
    upTo,
    [...ADDING, ...REPLACING],
  ]);
  for (const row of rows) events.get(row.stream)?.push(row);
  return new Map([...events].map(([stream, own]) => [stream.slice('ticket-'.length), textsAfter(own)]));
}

const WRITINGS = `select stream, type, position, case when type like 'Text%' then data::json else private::json end as data from log.events
  where stream = any($1) and position + 0 <= $2 and type = any($3) order by position`;
