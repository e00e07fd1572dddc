import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { createPool, DATABASE_ROLES } from '#libs/platform/database.js';
import { append, type AppendRequest, type AppendResult } from '#libs/event-log/append.js';
import type { Seal, StoredEvent } from '#libs/event-log/stored-event.js';

type Event = AppendRequest['events'][number];

/** For specs: an event about nothing in particular. */
export function anEvent(parts: Partial<Event> = {}): Event {
  return {
    eventId: randomUUID(),
    type: 'Noted',
    schemaVersion: 1,
    data: '{"size":1}',
    private: '{"note":"only between us"}',
    metadata: '{"role":"user"}',
    ...parts,
  };
}

/** For specs: an event of a new year's noon, some minutes past it. */
export const past = (minute: number, parts: Partial<StoredEvent & Seal> = {}) => ({
  ...anEvent(),
  stream: 'thing-1',
  version: 1,
  recordedAt: new Date(Date.UTC(2020, 0, 1, 12, minute, 0, 123)),
  ...parts,
});

/** For specs: a command with one event on a new stream, unless said otherwise. */
export function aRequest(parts: Partial<AppendRequest> = {}): AppendRequest {
  return {
    commandId: randomUUID(),
    requestHash: createHash('sha256').update('the same').digest(),
    stream: `thing-${randomUUID()}`,
    expectedVersion: 0,
    response: '{"status":201}',
    events: [anEvent()],
    ...parts,
  };
}

/** For specs: a pool working as one of the roles. */
export function poolAs(url: string, role: keyof typeof DATABASE_ROLES | 'operator', max = 4): pg.Pool {
  return createPool({ connectionString: url, options: `-c role=helpdesk_${role}`, max });
}

/** For specs: the only result of a single append. */
export async function appendOne(db: pg.Pool, parts: Partial<AppendRequest> = {}): Promise<AppendResult> {
  const [result] = await append(db, [aRequest(parts)]);
  if (!result) throw new Error('no answer');
  return result;
}
