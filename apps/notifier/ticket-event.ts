import { z } from 'zod';
import type { BusMessage } from '#libs/event-bus/stream.js';

/** What the notifier reads of an event. Types and data that it does not know go to webhooks, and to nobody else. */
const eventSchema = z.object({
  id: z.uuid(),
  type: z.string(),
  subject: z.uuid(),
  time: z.coerce.date(),
  role: z.string(),
  browser: z.string().optional(),
  data: z.looseObject({}),
});
export type TicketEvent = Readonly<z.infer<typeof eventSchema>> & { readonly position: number };

const PREFIX = 'helpdesk.';

/** The event of a ticket in a message; undefined for what is no ticket's. */
export function readEvent({ position, body }: Pick<BusMessage, 'position' | 'body'>): TicketEvent | undefined {
  const parsed = eventSchema.safeParse(parse(body));
  if (!parsed.success || !parsed.data.type.startsWith(PREFIX)) return undefined;
  return { ...parsed.data, type: parsed.data.type.slice(PREFIX.length), position };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
