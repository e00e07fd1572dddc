import type { Queryable } from '#libs/platform/database.js';
import { query } from '../queries/sql.js';
import type { Text } from './snippet.js';

interface Row {
  stream: string;
  type: string;
  position: number;
  personal: { description?: string; place?: string; text?: string } | null;
}

/**
 * What people wrote under tickets, as it was after an event: the description, the place, then the messages.
 * @param upTo position of the event
 */
export async function textsOf(db: Queryable, ticketIds: readonly string[], upTo: number): Promise<Map<string, Text[]>> {
  const rows = await query<Row & Record<string, unknown>>(db, TEXTS, [ticketIds.map((id) => `ticket-${id}`), upTo]);
  const texts = new Map<string, Text[]>(ticketIds.map((id) => [id, [{ text: '' }, { text: '' }]]));
  for (const { stream, type, position, personal } of rows) {
    const own = texts.get(stream.slice('ticket-'.length)) as Text[];
    if (type === 'MessagePosted') own.push({ text: personal?.text ?? '', position });
    else {
      if (type !== 'PlaceChanged') own[0] = { text: personal?.description ?? '' };
      if (type !== 'DescriptionChanged') own[1] = { text: personal?.place ?? '' };
    }
  }
  return texts;
}

/** Erased texts are no longer in the log. */
const TEXTS = `select stream, type, position, private::json as personal from log.events
  where stream = any($1) and type in ('TicketOpened', 'DescriptionChanged', 'PlaceChanged', 'MessagePosted') and position <= $2 order by position`;
