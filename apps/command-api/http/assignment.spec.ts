import { readStream } from '#libs/event-log/read.js';
import { createPool } from '#libs/platform/database.js';
import { fromStored } from '#libs/tickets/stored-events.js';
import { startApi, type SpecApi } from '#support/command-api.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';

let database: TestDatabase;
let api: SpecApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi({ DATABASE_URL: database.url });
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

async function open(): Promise<{ ticketId: string; number: number }> {
  return (await api.send('user', 'POST', '/tickets', { description: 'No wifi' })).body;
}

it('keeps who takes care of a ticket apart from who said so, both as personal data', async () => {
  const { ticketId, number } = await open();
  const headers = { 'helpdesk-name': 'Noor' };
  const answer = await api.send('helpdesk', 'POST', `/tickets/${number}/assignee`, { name: ' Ka\u202erim ' }, headers);
  expect(answer).toMatchObject({ status: 200, body: { version: 2 } });
  const pool = createPool({ connectionString: database.url });
  const [, row] = await readStream(pool, `ticket-${ticketId}`);
  await pool.end();
  expect(row).toMatchObject({ data: '{}', private: '{"assignee":"Karim","name":"Noor"}' });
  expect(row && fromStored(row)).toMatchObject({ type: 'Assigned', name: 'Noor', data: { name: 'Karim' } });
});

it.each([
  ['assignee', { name: 'x'.repeat(41) }, 422, 'name.too-long', '/name'],
  ['priority', { priority: 'high' }, 422, 'priority.unknown', '/priority'],
  ['duplicate', { of: 999_999 }, 404, 'ticket.not-found', '/of'],
  ['duplicate', { of: 'x' }, 400, 'body.malformed', '/of'],
])('POST /%s %j is rejected with %d %s', async (path, body, status, code, pointer) => {
  const { number } = await open();
  expect(await api.send('helpdesk', 'POST', `/tickets/${number}/${path}`, body)).toMatchObject({
    status,
    body: { code, errors: [{ pointer }] },
  });
});

it('rejects a circle as 409, and tells of a conflict whom the ticket was given to', async () => {
  const [one, two] = [await open(), await open()];
  const send = async (number: number, path: string, body: object) =>
    api.send('helpdesk', 'POST', `/tickets/${number}/${path}`, body);
  expect((await send(two.number, 'duplicate', { of: one.number })).status).toBe(200);
  expect(await send(one.number, 'duplicate', { of: two.ticketId })).toMatchObject({
    status: 409,
    body: { code: 'duplicate.cycle' },
  });
  await send(one.number, 'assignee', { name: 'Karim' });
  expect(await send(one.number, 'assignee', { name: 'Noor', version: 1 })).toMatchObject({
    status: 409,
    body: { code: 'version.conflict', version: 2, changes: [{ field: 'assignee', value: 'Karim', role: 'helpdesk' }] },
  });
});

it('gives a repeat of a link the same answer, and another link under its key none', async () => {
  const [one, two, three] = [await open(), await open(), await open()];
  const path = `/tickets/${two.number}/duplicate`;
  const headers = { 'idempotency-key': 'same as one' };
  const { status, body } = await api.send('helpdesk', 'POST', path, { of: one.number }, headers);
  // The headers have a date.
  expect(await api.send('helpdesk', 'POST', path, { of: one.number }, headers)).toMatchObject({ status, body });
  expect(await api.send('helpdesk', 'POST', path, { of: three.number }, headers)).toMatchObject({
    status: 422,
    body: { code: 'idempotency-key.reused' },
  });
});
