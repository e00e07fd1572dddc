import type pg from 'pg';
import { currentSchema } from '#libs/read-models/computations.js';
import { ticketsOf, type ExpectedTicket } from '../reference/model.js';
import { readLog } from './read-log.js';
import type { System } from './system.js';

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint::float8`;

/** I5: the read models are the fold of the events up to their checkpoint. All is read in one snapshot. */
export async function checkReads(system: System): Promise<string[]> {
  const client = await system.owner.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const schema = await currentSchema(client);
    if (!schema) return ['there are no read models'];
    await client.query(`set local search_path = ${schema}`);
    const { rows } = await client.query<{ position: string }>('select position from checkpoint');
    const expected = ticketsOf(await readLog(client, Number(rows[0]?.position)));
    return [...(await compareTickets(client, expected)), ...(await compareFigures(client, expected))];
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

async function compareTickets(client: pg.ClientBase, tickets: readonly ExpectedTicket[]): Promise<string[]> {
  const { rows } = await client.query<ExpectedTicket>(
    `select ticket_id as "ticketId", number, status, category, description, ${ms('opened_at')} as "openedAt",
       ${ms('modified_at')} as "modifiedAt", ${ms('activated_at')} as "activatedAt", ${ms('closed_at')} as "closedAt",
       version, message_count as "messageCount", me_too_count as "meTooCount"
     from tickets t join texts using (ticket_id, number)`,
  );
  const expected = new Map(tickets.map((ticket) => [ticket.ticketId, ticket]));
  const wrong = rows.flatMap((row) => {
    const due = expected.get(row.ticketId);
    const fields = Object.keys(row) as (keyof ExpectedTicket)[];
    if (due && fields.every((field) => row[field] === due[field])) return [];
    return [`the read models have ${JSON.stringify(row)}, the events give ${JSON.stringify(due)}`];
  });
  return rows.length === tickets.length
    ? wrong
    : [...wrong, `the read models have ${rows.length} tickets, ${tickets.length} were opened`];
}

async function compareFigures(client: pg.ClientBase, tickets: readonly ExpectedTicket[]): Promise<string[]> {
  const { rows } = await client.query<Record<string, number>>(
    `select (select coalesce(sum(opened), 0)::float8 from hours) as opened,
       (select coalesce(sum(not_yet_closed), 0)::float8 from hours) as unclosed,
       (select coalesce(sum(active), 0)::float8 from categories) as active,
       (select coalesce(sum(closed), 0)::float8 from months) as closed,
       (select coalesce(sum(sum_ms), 0)::float8 from months) as duration`,
  );
  const closed = tickets.filter(({ status }) => status === 'closed');
  const due = {
    opened: tickets.length,
    unclosed: tickets.length - closed.length,
    active: tickets.filter(({ status }) => status === 'active').length,
    closed: closed.length,
    duration: closed.reduce((sum, ticket) => sum + (ticket.closedAt ?? 0) - ticket.openedAt, 0),
  };
  const [is, should] = [JSON.stringify(rows[0]), JSON.stringify(due)];
  return is === should ? [] : [`the figures are ${is}, the events give ${should}`];
}
