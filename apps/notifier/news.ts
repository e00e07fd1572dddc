import type { RecordedEvent } from '#libs/tickets/events.js';
import { RejectedError } from './dispatcher.js';
import type { EventReader } from './event-reader.js';
import type { Delivery } from './outbox.js';
import { descriptionOf, placeOf, sentence } from './sentences.js';
import { texts } from './texts.js';
import { readEvent } from './read-event.js';

/** What one person is told of a ticket, in their language. */
export interface News {
  readonly title: string;
  readonly sentences: readonly string[];
}

/** The first words of a description stand for the ticket, so many characters of them. */
const TITLE = 70;

/**
 * Reads the events of a delivery, as they are now: what was erased meanwhile is left out.
 * @throws {RejectedError} when nothing is left
 */
export async function readNews(reader: Pick<EventReader, 'read'>, delivery: Delivery): Promise<News> {
  const t = texts(delivery.locale);
  const events: RecordedEvent[] = [];
  for (const position of delivery.positions) {
    const event = await eventAt(reader, position);
    // Where the log was restored another ticket's event may be there.
    if (event?.ticketId === delivery.ticketId) events.push(event);
  }
  if (events.length === 0) throw new RejectedError('nothing is left to tell');
  const described = delivery.described ? await eventAt(reader, delivery.described) : undefined;
  const description = described?.ticketId === delivery.ticketId ? descriptionOf(described) : undefined;
  return { title: titleOf(description), sentences: events.map((event) => sentence(event, t)) };
}

/** Where a ticket is, as the event at a position says; '' when it says nothing any more. */
export async function readPlace(reader: Pick<EventReader, 'read'>, position: number): Promise<string> {
  return placeOf(await eventAt(reader, position)) ?? '';
}

async function eventAt(reader: Pick<EventReader, 'read'>, position: number): Promise<RecordedEvent | undefined> {
  const body = await reader.read(position);
  return body === undefined ? undefined : readEvent({ position, body });
}

/** The first line, cut; '' when there is none. */
function titleOf(description = ''): string {
  const line = [...(description.trim().split('\n')[0] ?? '').replace(/\p{C}/gu, '')];
  return line.length > TITLE ? `${line.slice(0, TITLE - 1).join('')}…` : line.join('');
}

/** The number that people know the ticket by. */
export function numberOf({ number }: Delivery): number {
  if (number === null) throw new RejectedError('the ticket is not known');
  return number;
}
