import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';
import { startApi, type SpecApi } from '#support/command-api.js';

let database: TestDatabase;
let server: TestNats;
let api: SpecApi;
let nats: NatsConnection;

beforeAll(async () => {
  [database, server] = await Promise.all([createTestDatabase(), startTestNats()]);
  nats = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  api = await startApi({ DATABASE_URL: database.url, NATS_URL: server.url });
  await served();
});
afterAll(async () => {
  await nats.close();
  await api.stop();
  await Promise.all([server.stop(), database.drop()]);
});

/** Like `nats req`: plain JSON, no headers. */
async function request(command: string, body: unknown): Promise<Record<string, unknown>> {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await nats.request(`helpdesk.commands.${command}`, payload, { timeout: 5_000 });
  return reply.json();
}

/** The subscriptions come after HTTP is served. */
async function served(): Promise<void> {
  const deadline = performance.now() + 20_000;
  let answer;
  while (!answer && performance.now() < deadline) answer = await request('OpenTicket', {}).catch(() => undefined);
  expect(answer).toBeDefined();
}

const ticket = async (): Promise<number> => {
  const { body } = await api.send('user', 'POST', '/tickets', { description: 'No wifi' });
  return body.number;
};

it('opens a ticket and answers as HTTP would', async () => {
  const answer = await request('OpenTicket', { description: 'Cold in here', role: 'user', name: 'Jürgen' });
  expect(answer).toEqual({
    ticketId: expect.any(String),
    number: expect.any(Number),
    version: 1,
    position: expect.any(Number),
  });
  const shouted = String(answer['ticketId']).toUpperCase();
  for (const follows of [answer['number'], shouted]) {
    const next = await request('OpenTicket', { description: 'Still', role: 'user', follows });
    expect(next).toMatchObject({ version: 1 });
  }
  expect(await request('PostMessage', { ticket: shouted, text: 'Hi', role: 'user' })).toMatchObject({ version: 2 });
});

it('takes every command', async () => {
  const number = await ticket();
  const to = { ticket: number, role: 'helpdesk' };
  expect(await request('ChangeDescription', { ...to, description: 'No wifi, no cable', version: 1 })).toMatchObject({
    number,
    version: 2,
  });
  expect(await request('PostMessage', { ...to, text: 'We look' })).toMatchObject({ number, version: 3 });
  expect(await request('ChangeStatus', { ...to, ticket: String(number), status: 'active' })).toMatchObject({
    number,
    version: 4,
  });
  expect(await request('ChangeCategory', { ...to, category: 'services-complaints' })).toMatchObject({
    number,
    version: 5,
  });
  expect(await request('AddMeToo', { ...to, browser: 'b' })).toMatchObject({ number, version: 6 });
  expect(await request('AddMeToo', { ...to, browser: 'b' })).toMatchObject({ number, version: 6 });
  expect(await request('ChangePlace', { ...to, place: 'b 204' })).toMatchObject({ number, version: 7 });
  // A body with a name of its own: the one who is to take care of it.
  expect(await request('Assign', { ...to, name: 'Karim' })).toMatchObject({ number, version: 8 });
  expect(await request('SetPriority', { ...to, priority: 'urgent' })).toMatchObject({ number, version: 9 });
  const other = (await request('OpenTicket', { role: 'user', description: 'No wifi either' }))['number'] as number;
  expect(await request('MarkDuplicate', { ...to, of: other })).toMatchObject({ number, version: 10 });
  expect(await request('UnmarkDuplicate', to)).toMatchObject({ number, version: 11 });
});

it.each<[string, object | string, number, string, string | undefined]>([
  ['OpenTicket', { description: 'x' }, 400, 'role.missing', '/role'],
  ['OpenTicket', { description: 'x', role: 'operator' }, 400, 'parameter.invalid', '/role'],
  ['OpenTicket', { description: 'x', role: 'user', key: '' }, 400, 'parameter.invalid', '/key'],
  ['OpenTicket', { description: 'x', role: 'user', name: 'n'.repeat(41) }, 400, 'parameter.invalid', '/name'],
  ['OpenTicket', { description: 'x', role: 'user', ticket: 1 }, 400, 'body.malformed', '/ticket'],
  ['OpenTicket', { role: 'user' }, 400, 'body.malformed', '/description'],
  ['OpenTicket', '{', 400, 'body.malformed', undefined],
  ['OpenTicket', '', 400, 'body.malformed', undefined],
  ['OpenTicket', '[]', 400, 'body.malformed', undefined],
  ['OpenTicket', { description: 'a\0', role: 'user' }, 400, 'text.not-storable', '/description'],
  ['OpenTicket', { description: '', role: 'user' }, 422, 'description.empty', '/description'],
  ['PostMessage', { text: 'x', role: 'user' }, 400, 'body.malformed', '/ticket'],
  ['PostMessage', { text: 'x', role: 'user', ticket: 999_999 }, 404, 'ticket.not-found', undefined],
  ['ChangeStatus', { status: 'active', role: 'user', ticket: 1 }, 403, 'role.not-allowed', undefined],
])('%s %j is refused with %d %s', async (command, body, status, code, pointer) => {
  const problem = await request(command, body);
  expect(problem).toMatchObject({ type: `urn:helpdesk:problem:${code}`, status, code, detail: expect.any(String) });
  expect((problem['errors'] as { pointer: string }[] | undefined)?.[0]?.pointer).toBe(pointer);
});

it('refuses bytes that are not UTF-8, so that nothing is replaced', async () => {
  const bytes = Buffer.concat([
    Buffer.from('{"role":"user","description":"caf'),
    Buffer.from([0xe9]),
    Buffer.from('"}'),
  ]);
  const reply = await nats.request('helpdesk.commands.OpenTicket', bytes, { timeout: 5_000 });
  expect(reply.json()).toMatchObject({ status: 400, code: 'body.malformed' });
});

it('refuses what is too large', async () => {
  const problem = await request('OpenTicket', { description: 'x'.repeat(70_000), role: 'user' });
  expect(problem).toMatchObject({ status: 413, code: 'body.too-large' });
});

it('tells of a conflict what HTTP tells', async () => {
  const number = await ticket();
  await api.send('user', 'PATCH', `/tickets/${number}`, { description: 'Theirs' });
  const problem = await request('ChangeDescription', { ticket: number, role: 'user', description: 'Mine', version: 1 });
  expect(problem).toMatchObject({
    status: 409,
    code: 'version.conflict',
    version: 2,
    changes: expect.arrayContaining([expect.objectContaining({ field: 'description', value: 'Theirs' })]),
  });
});

it('a key holds across HTTP and NATS', async () => {
  const number = await ticket();
  const first = await api.send(
    'user',
    'POST',
    `/tickets/${number}/messages`,
    { text: 'Once' },
    { 'idempotency-key': 'both ways' },
  );
  const command = { ticket: number, role: 'user', text: 'Once', key: 'both ways' };
  expect(await request('PostMessage', command)).toEqual(first.body);
  expect(await request('PostMessage', { ...command, text: 'Other' })).toMatchObject({ code: 'idempotency-key.reused' });
});

it('serves HTTP without NATS, from the start and later, and NATS again when it is back', async () => {
  await server.stop();
  const early = await startApi({ DATABASE_URL: database.url, NATS_URL: server.url });
  for (const each of [early, api]) {
    expect(await each.send('user', 'POST', '/tickets', { description: 'NATS is away' })).toMatchObject({ status: 201 });
    expect((await each.fetch('/health/ready')).status).toBe(200);
  }
  await server.restart();
  await served();
  await early.stop();
});
