import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { append, type AppendRequest } from '#libs/event-log/append.js';
import { chainHash } from '#libs/event-log/encoding.js';
import { ZERO_HASH } from '#libs/event-log/read.js';
import type { Classification } from '#libs/tickets/events.js';
import { toStored } from '#libs/tickets/stored-events.js';

/** Puts an event of any type into the log, past the rules. */
export async function appendRaw(owner: pg.Pool, stream: string, type: string): Promise<number> {
  const metadata = JSON.stringify({ role: 'user', commandId: randomUUID(), correlationId: 'raw' });
  return appendOne(owner, stream, {
    eventId: randomUUID(),
    type,
    schemaVersion: 1,
    data: '{}',
    private: null,
    metadata,
  });
}

/** Opens a ticket without any app. */
export async function newTicket(owner: pg.Pool): Promise<number> {
  const classification: Classification = {
    category: 'technical-it',
    confidence: 1,
    words: [],
    categorizerVersion: 'raw',
  };
  const metadata = { role: 'user', commandId: randomUUID(), correlationId: 'raw' } as const;
  const opened = { type: 'TicketOpened', data: { number: 1_000_000, description: 'Raw', classification } } as const;
  const event = { eventId: randomUUID(), ...toStored(opened, metadata) };
  return appendOne(owner, 'ticket-01936a2e-6b10-7a52-9c3d-000000000001', event);
}

async function appendOne(owner: pg.Pool, stream: string, event: AppendRequest['events'][number]): Promise<number> {
  const command = { commandId: randomUUID(), requestHash: randomBytes(32), stream, expectedVersion: 0, response: '{}' };
  const [result] = await append(owner, [{ ...command, events: [event] }]);
  if (result?.outcome !== 'appended') throw new Error(`the raw event was not appended: ${result?.outcome}`);
  return result.position;
}

/** Gives the first event another time, as a wrong clock would have. */
export async function rewriteTime(owner: pg.Pool, time: Date): Promise<void> {
  const client = await owner.connect();
  const { rows } = await client.query<{ leaf: Buffer }>('select leaf from log.events where position = 1');
  const hash = chainHash(ZERO_HASH, 1, time, rows[0]?.leaf ?? ZERO_HASH);
  await client.query('set session_replication_role = replica');
  await client.query('update log.events set recorded_at = $1, hash = $2 where position = 1', [time, hash]);
  await client.query('update log.commands set recorded_at = $1 where position = 1', [time]);
  client.release(true);
}
