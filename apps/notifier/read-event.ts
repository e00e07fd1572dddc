import { z } from 'zod';
import type { BusMessage } from '#libs/event-bus/stream.js';
import { fromCloudEvent, type CloudEvent } from '#libs/tickets/cloud-event.js';
import type { RecordedEvent } from '#libs/tickets/events.js';

/** What the notifier needs of an event. Types and data that it does not know go to webhooks, and to nobody else. */
const needed = z.looseObject({
  id: z.uuid(),
  type: z.string().startsWith('helpdesk.'),
  subject: z.uuid(),
  time: z.coerce.date(),
  role: z.string(),
  browser: z.string().optional(),
  data: z.looseObject({}),
});

/** The event of a ticket in a message; undefined for what is no ticket's. */
export function readEvent({ position, body }: Pick<BusMessage, 'position' | 'body'>): RecordedEvent | undefined {
  const { success, data } = needed.safeParse(parse(body));
  return success ? { ...fromCloudEvent(data as unknown as CloudEvent), position } : undefined;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
