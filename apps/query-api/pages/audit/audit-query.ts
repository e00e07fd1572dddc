import { z } from 'zod';
import type { EventFilter } from '#libs/read-models/types.js';
import { EVENT_TYPES, ROLES, type EventType } from '#libs/tickets/events.js';
import { localTime, optional } from '../../request/query-fields.js';
import { momentOf } from '../../queries/local-time.js';

/** What is looked for in the log, as it stands in the address. Times are local ones of the installation's zone. */
export const auditQuery = z.object({
  type: optional(z.enum(EVENT_TYPES as [EventType, ...EventType[]])),
  role: optional(z.enum(ROLES)),
  ticket: optional(
    z
      .string()
      .trim()
      .regex(/^#?[1-9]\d{0,8}$/)
      .transform((text) => text.replace('#', '')),
  ),
  q: optional(z.string().trim().max(200)),
  from: optional(localTime),
  until: optional(localTime),
  before: optional(z.coerce.number().int().positive()),
});
export type AuditQuery = z.infer<typeof auditQuery>;

export function toEventFilter(query: AuditQuery, timeZone: string): EventFilter {
  const { type, role, from, until, q, ...rest } = query;
  return {
    ...rest,
    q: q || undefined,
    type: type && [type],
    role: role && [role],
    from: from === undefined ? undefined : momentOf(from, timeZone),
    until: until === undefined ? undefined : momentOf(until, timeZone),
  };
}

export function auditUrl(query: AuditQuery): string {
  const parameters = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(
    parameters.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return text ? `/audit?${text}` : '/audit';
}
