import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { until } from '#libs/platform/retry.js';
import { ApiWorld, ticketId } from '../../../test/reference/api-world.js';
import { queryApi } from '../query-api.js';

const TICKETS = 3_000;
const classification = { category: 'technical-it', confidence: 0.9, categorizerVersion: 'test' };

let api: ApiWorld;
beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  // 12 MB: more than what the buffers of a connection take.
  await api.world.write(
    Array.from({ length: TICKETS }, (_, index) => ({
      position: index + 1,
      stream: `ticket-${ticketId(index + 1)}`,
      version: 1,
      type: 'TicketOpened',
      data: JSON.stringify({ number: index + 1, classification }),
      private: JSON.stringify({ description: 'no light '.repeat(440), words: [] }),
      metadata: JSON.stringify({ role: 'user', commandId: `c${index}`, correlationId: 'a'.repeat(32) }),
      recordedAt: new Date(1_780_000_000_000 + index),
    })),
  );
  await api.world.project(0, 500);
}, 60_000);
afterAll(() => api?.close());

/** Asks for a download and reads only its head. */
async function slowReader(): Promise<{ socket: Socket; head: string }> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET /tickets.csv HTTP/1.1\r\nHost: localhost\r\nCookie: role=helpdesk\r\n\r\n');
  const [first] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  return { socket, head: first.toString('latin1').split('\r\n\r\n')[0] as string };
}

async function connections(): Promise<number> {
  const { rows } = await api.world.owner.query<{ count: number }>(
    `select count(*)::integer as count from pg_stat_activity
     where datname = current_database() and state = 'idle in transaction'`,
  );
  return rows[0]?.count ?? 0;
}

it('a few downloads run at once, the next are told when to come again', async () => {
  const readers = await Promise.all(Array.from({ length: 12 }, slowReader));
  const statuses = readers.map(({ head }) => head.slice(9, 12));
  expect(statuses.filter((status) => status === '200')).toHaveLength(4);
  const rejected = readers.filter(({ head }) => head.startsWith('HTTP/1.1 503'));
  expect(rejected).toHaveLength(8);
  for (const { head } of rejected) expect(head).toMatch(/retry-after: \d+/i);
  expect(await connections()).toBeLessThanOrEqual(4);
  for (const { socket } of readers) socket.destroy();
  expect(await until(async () => (await connections()) === 0, 20_000)).toBe(true);
  const { status, text } = await api.get('/api/tickets.csv');
  expect([status, text.split('\r\n').length]).toEqual([200, TICKETS + 2]);
});

it('a reader who leaves at once takes no slot', async () => {
  const port = Number(new URL(api.url).port);
  for (let index = 0; index < 40; index++) {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('GET /tickets.csv HTTP/1.1\r\nHost: localhost\r\nCookie: role=helpdesk\r\n\r\n');
      setTimeout(() => socket.destroy(), index % 5);
    });
    socket.on('error', () => undefined);
    await once(socket, 'close');
  }
  expect(await until(async () => (await api.get('/api/tickets.csv?q=none')).status === 200, 20_000)).toBe(true);
  expect(await until(async () => (await connections()) === 0, 20_000)).toBe(true);
});
