import type pg from 'pg';
import { z } from 'zod';
import type { BusMessage } from '#libs/event-bus/stream.js';
import type { RecordedEvent } from '#libs/tickets/events.js';
import { isReported } from './sentences.js';
import { readEvent } from './read-event.js';
import { fold, type TicketState } from './ticket-state.js';
import { wants, type Webhook } from './webhooks.js';

/** In seconds. */
export interface Delays {
  /** How long events are collected before a message about them goes out. */
  readonly mail: number;
  readonly push: number;
  /** Between looks for messages that have become due. */
  readonly poll: number;
}

export interface Handling {
  readonly webhooks: readonly (Webhook & { readonly since: Date })[];
  readonly delays: Delays;
  /** Where a ticket is, as the event at a position says; '' once that is erased. */
  readonly placeAt: (position: number) => Promise<string>;
}

/**
 * Handles events in one transaction: notes what they say of tickets, puts into the outbox what is to be sent, ends the subscriptions
 * of erased tickets, and notes the position.
 * @throws {Error} when another notifier has handled them already
 */
export async function handleEvents(
  client: pg.ClientBase,
  delivered: readonly BusMessage[],
  { webhooks, delays, placeAt }: Handling,
): Promise<void> {
  const last = delivered.at(-1);
  if (!last) return;
  const since = await advance(client, last);
  const events = delivered.map(readEvent).filter((event) => event !== undefined);
  const tickets = await readTickets(client, [...new Set(events.map(({ ticketId }) => ticketId))]);
  const told: RecordedEvent[] = [];
  const hooks: { target: string; event: RecordedEvent }[] = [];
  for (const event of events) {
    const before = tickets.get(event.ticketId);
    const after = fold(before, event);
    tickets.set(event.ticketId, after);
    // What happened before the notifier came is known, and told to nobody.
    if (event.recordedAt <= since) continue;
    // After the closing, which is told, a user sees no more of a ticket.
    if (isReported(event.type) && before?.status !== 'closed') told.push(event);
    const asksForPlace = webhooks.some(({ places }) => places) && after.placed !== null;
    const place = asksForPlace ? await placeAt(after.placed) : '';
    const about = { type: event.type, category: after.category, place };
    for (const hook of webhooks) {
      if (event.recordedAt >= hook.since && wants(hook, about)) hooks.push({ target: hook.name, event });
    }
  }
  await writeTickets(client, [...tickets.values()]);
  await queueMessages(client, told, delays);
  await queueWebhooks(client, hooks);
  await withdraw(client, events);
}

async function advance(client: pg.ClientBase, { position, logId, hash }: BusMessage): Promise<Date> {
  const { rows } = await client.query<{ since: Date }>(
    `with mark as (insert into notify.marks values ($1, $3) on conflict (position) do update set hash = excluded.hash)
     update notify.position set position = $1, log_id = $2, hash = $3 where position < $1 returning since`,
    [position, logId, hash],
  );
  if (!rows[0]) throw new Error(`another notifier has handled event ${position}`);
  return rows[0].since;
}

async function readTickets(client: pg.ClientBase, ids: readonly string[]): Promise<Map<string, TicketState>> {
  const { rows } = await client.query<TicketState>(
    `select ticket_id as "ticketId", number, status, category, described::float8, placed::float8, closed_at as "closedAt"
     from notify.tickets where ticket_id = any($1)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.ticketId, row]));
}

async function writeTickets(client: pg.ClientBase, tickets: readonly TicketState[]): Promise<void> {
  await client.query(
    `insert into notify.tickets (ticket_id, number, status, category, described, placed, closed_at)
     select * from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[])
     on conflict (ticket_id) do update set number = excluded.number, status = excluded.status, category = excluded.category,
       described = excluded.described, placed = excluded.placed, closed_at = excluded.closed_at`,
    [
      tickets.map(({ ticketId }) => ticketId),
      tickets.map(({ number }) => number),
      tickets.map(({ status }) => status),
      tickets.map(({ category }) => category),
      tickets.map(({ described }) => described),
      tickets.map(({ placed }) => placed),
      tickets.map(({ closedAt }) => closedAt),
    ],
  );
}

const hiding = z.object({ position: z.int().optional() });

/** Messages say of a text that was hidden since why it was, webhooks nothing; who followed an erased ticket is forgotten. */
async function withdraw(client: pg.ClientBase, events: readonly RecordedEvent[]): Promise<void> {
  for (const { type, ticketId, data, position: at } of events) {
    if (type !== 'TextHidden' && type !== 'TextErased') continue;
    const position = hiding.safeParse(data).data?.position;
    if (position !== undefined)
      await client.query(
        `with hooks as (
           delete from notify.deliveries
           where ticket_id = $1 and subscription is null and state in ('waiting', 'failed') and positions = array[$2::bigint]
         )
         update notify.deliveries set positions = case when $3 then array_replace(positions, $2::bigint, $4::bigint) else array_remove(positions, $2::bigint) end
         where ticket_id = $1 and subscription is not null and done_at is null`,
        [ticketId, position, type === 'TextHidden', at],
      );
    else if (type === 'TextErased')
      await client.query('delete from notify.subscriptions where ticket_id = $1', [ticketId]);
  }
}

async function queueMessages(client: pg.ClientBase, events: readonly RecordedEvent[], delays: Delays): Promise<void> {
  if (events.length === 0) return;
  await client.query(
    `insert into notify.deliveries (channel, lane, subscription, ticket_id, positions, due_at)
     select s.channel, s.id::text, s.id, s.ticket_id, array_agg(e.position order by e.position),
       clock_timestamp() + make_interval(secs => case s.channel when 'mail' then $5::float8 else $6::float8 end)
     from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[]) as e (ticket_id, position, recorded_at, browser)
     join notify.subscriptions s using (ticket_id)
     where s.confirmed_at is not null and e.recorded_at >= date_trunc('milliseconds', s.created_at)
       and (s.browser is null or e.browser is null or s.browser <> e.browser)
     group by s.id
     on conflict (subscription) where not frozen and kind = 'events'
       do update set positions = deliveries.positions || excluded.positions`,
    [
      events.map(({ ticketId }) => ticketId),
      events.map(({ position }) => position),
      events.map(({ recordedAt }) => recordedAt),
      events.map(({ browser }) => browser ?? null),
      delays.mail,
      delays.push,
    ],
  );
}

async function queueWebhooks(
  client: pg.ClientBase,
  hooks: readonly { readonly target: string; readonly event: RecordedEvent }[],
): Promise<void> {
  if (hooks.length === 0) return;
  await client.query(
    `insert into notify.deliveries (channel, lane, ticket_id, message_id, positions)
     select 'webhook:' || target, target || '/' || ticket_id, ticket_id, event_id, array[position]
     from unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[]) as e (target, ticket_id, event_id, position)
     on conflict (channel, message_id) where subscription is null do nothing`,
    [
      hooks.map(({ target }) => target),
      hooks.map(({ event }) => event.ticketId),
      hooks.map(({ event }) => event.eventId),
      hooks.map(({ event }) => event.position),
    ],
  );
}
