import { readFileSync } from 'node:fs';
import type { Bus } from '#libs/event-bus/connect.js';
import { Publisher } from '#libs/event-bus/publish.js';
import { ensureStream, type BusMessage } from '#libs/event-bus/stream.js';
import { projectPath } from '#libs/platform/project-root.js';
import { EVENT_TYPES, SCHEMA_VERSIONS } from '#libs/tickets/events.js';
import { toPublished } from '#libs/tickets/published-event.js';
import type { StoredEvent } from '#libs/event-log/stored-event.js';

const LOG_ID = '01936a2e-0000-7000-8000-000000000000';

/** Event n of an endless log that repeats the events kept in test/events. */
export function storyEvent(position: number): BusMessage {
  const type = EVENT_TYPES[position % EVENT_TYPES.length] ?? 'TicketOpened';
  const file = projectPath('test', 'events', `${type}.v${SCHEMA_VERSIONS[type]}.json`);
  const { stored } = JSON.parse(readFileSync(file, 'utf8')) as { stored: StoredEvent };
  const eventId = `01936a2e-7c00-7000-8000-${String(position).padStart(12, '0')}`;
  const hash = Buffer.alloc(32, position);
  return toPublished({ ...stored, position, eventId, recordedAt: new Date(stored.recordedAt), hash }, LOG_ID);
}

/** Lets the stream grow to so many events. */
export async function publishStory(bus: Bus, upTo: number): Promise<void> {
  const { lastSeq } = await ensureStream(bus);
  const publisher = new Publisher(
    bus,
    lastSeq,
    () => undefined,
    async () => true,
  );
  for (let position = lastSeq + 1; position <= upTo; position++) await publisher.publish([storyEvent(position)]);
  await publisher.settled();
  publisher.close();
}
