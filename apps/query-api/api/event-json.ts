import { z } from 'zod';
import { EVENT_TYPES, ROLES, type RecordedEvent } from '#libs/tickets/events.js';
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
  const { position, version, type, recordedAt, role, name, data } = event;
  return { position, version, type, recordedAt: recordedAt.toISOString(), role, name: name ?? null, data };
}
