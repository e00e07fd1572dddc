import { z } from 'zod';
import { EVENT_TYPES, ROLES } from '#libs/tickets/events.js';
import type { RecordedEvent } from '#libs/tickets/events.js';
import { removedText } from '#libs/tickets/hidden-texts.js';
import { time } from './schemas.js';

export const eventSchema = z.object({
  position: z.int().positive(),
  version: z.int().positive(),
  type: z.enum(EVENT_TYPES as [string, ...string[]]),
  recordedAt: time,
  role: z.enum(ROLES),
  name: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});

export function eventJson(event: RecordedEvent): z.input<typeof eventSchema> {
  const { position, version, type, recordedAt, role, name } = event;
  const data = dataOf(event);
  return { position, version, type, recordedAt: recordedAt.toISOString(), role, name: name ?? null, data };
}

/** What stands in the place of a hidden text says why. */
function dataOf({ data, hidden }: RecordedEvent): Record<string, unknown> {
  if (hidden === undefined) return data;
  const instead = Object.entries(data).filter(([name, value]) => TEXTS.has(name) && value === null);
  return { ...data, ...Object.fromEntries(instead.map(([name]) => [name, removedText(hidden)])) };
}
const TEXTS = new Set(['description', 'text']);
