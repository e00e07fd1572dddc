import { readStream } from '#libs/event-log/read.js';
import { createPool } from '#libs/platform/database.js';
import { closingMessage } from '#libs/tickets/closing-message.js';
import { fromStored } from '#libs/tickets/stored-events.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { startApi, type Answer, type SpecApi } from '#support/command-api.js';

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

const UUID = expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/);
let opened = 0;

/** The codes that OpenAPI tells for a route and status. */
async function documented(method: string, path: string, status: number): Promise<string[]> {
  const { body } = await api.fetch('/api/openapi.json');
  const responses = body.paths[`/tickets${path.replace(':id', '{id}')}`][method.toLowerCase()].responses;
  return responses[status].content['application/problem+json'].schema.properties.code.enum;
}

async function open(
  status: 'open' | 'active' | 'closed' = 'open',
  browser?: string,
): Promise<{ ticketId: string; number: number }> {
  const description = `No wifi in room ${++opened}`;
  const { body } = await api.send(
    'user',
    'POST',
    '/tickets',
    { description },
    browser ? { 'helpdesk-browser': browser } : {},
  );
  for (const next of status === 'open' ? [] : status === 'active' ? ['active'] : ['active', 'closed']) {
    await api.send('helpdesk', 'POST', `/tickets/${body.number}/status`, { status: next });
  }
  return body;
}

function refusedAs(status: number, code: string): object {
  return {
    status,
    type: expect.stringContaining('application/problem+json'),
    body: { type: `urn:helpdesk:problem:${code}`, title: expect.any(String), status, code, detail: expect.any(String) },
  };
}

describe('what happens', () => {
  it('POST /tickets: 201 with id, number, version and position', async () => {
    const first = await api.send('user', 'POST', '/tickets', { description: 'The heating is cold' });
    expect(first).toMatchObject({ status: 201, type: expect.stringContaining('application/json') });
    expect(first.body).toEqual({
      ticketId: UUID,
      number: expect.any(Number),
      version: 1,
      position: expect.any(Number),
    });
    const second = await api.send('helpdesk', 'POST', '/tickets', {
      description: 'Another',
      follows: first.body.number,
    });
    expect(second.body.number).toBeGreaterThan(first.body.number);
    expect(second.body.position).toBe(first.body.position + 1);
  });

  it.each(['number', 'ticketId'] as const)('every command finds the ticket by its %s', async (by) => {
    const ticket = await open();
    const path = `/tickets/${ticket[by]}`;
    const same = { ticketId: ticket.ticketId, number: ticket.number, position: expect.any(Number) };
    expect(await api.send('user', 'PATCH', path, { description: 'Now the printer' })).toMatchObject({
      status: 200,
      body: { ...same, version: 2 },
    });
    expect(await api.send('user', 'POST', `${path}/messages`, { text: 'Hello?' })).toMatchObject({
      status: 201,
      body: { ...same, version: 3 },
    });
    expect(await api.send('helpdesk', 'POST', `${path}/category`, { category: 'services-complaints' })).toMatchObject({
      status: 200,
      body: { ...same, version: 4 },
    });
    expect(await api.send('user', 'POST', `${path}/me-too`)).toMatchObject({
      status: 201,
      body: { ...same, version: 5 },
    });
    expect(await api.send('helpdesk', 'POST', `${path}/status`, { status: 'active' })).toMatchObject({
      status: 200,
      body: { ...same, version: 6 },
    });
  });

  it('a UUID may be written in capitals, in the address and in follows', async () => {
    const { ticketId } = await open();
    const shouted = ticketId.toUpperCase();
    expect(await api.send('user', 'POST', `/tickets/${shouted}/messages`, { text: 'Hello?' })).toMatchObject({
      status: 201,
      body: { ticketId },
    });
    const next = await api.send('user', 'POST', '/tickets', { description: 'Again', follows: shouted });
    expect(next).toMatchObject({ status: 201, body: { ticketId: UUID } });
  });

  it.each<Record<string, string>>([{}, { 'content-type': 'application/json' }])(
    'me-too needs no body at all (%j)',
    async (type) => {
      const { number } = await open();
      const headers = { 'helpdesk-role': 'user', ...type };
      expect(await api.fetch(`/tickets/${number}/me-too`, { method: 'POST', headers })).toMatchObject({ status: 201 });
    },
  );

  it('the helpdesk writes on a closed ticket', async () => {
    const { number } = await open('closed');
    expect(
      await api.send('helpdesk', 'POST', `/tickets/${number}/messages`, { text: 'It was the cable' }),
    ).toMatchObject({ status: 201 });
  });
});

it('a change of status with a text is one append of both under one command id, and so is its repeat', async () => {
  const { number, ticketId } = await open('active');
  const close = () =>
    api.send(
      'helpdesk',
      'POST',
      `/tickets/${number}/status`,
      { status: 'closed', version: 2, text: 'A new cable' },
      { 'idempotency-key': `close ${number}`, 'helpdesk-name': 'Ada' },
    );
  const first = await close();
  expect(first).toMatchObject({ status: 200, body: { number, version: 4 } });
  expect(await close()).toMatchObject({ status: 200, body: first.body });
  const pool = createPool({ connectionString: database.url });
  const events = (await readStream(pool, `ticket-${ticketId}`)).map((row) => fromStored(row));
  await pool.end();
  expect(events.slice(2)).toMatchObject([
    { type: 'MessagePosted', data: { text: 'A new cable' }, name: 'Ada', commandId: `close ${number}`, version: 3 },
    { type: 'StatusChanged', data: { to: 'closed' }, name: 'Ada', commandId: `close ${number}`, version: 4 },
  ]);
  expect(closingMessage(events)).toBe(events[2]);
});

describe('no-op', () => {
  it.each<[string, 'POST' | 'PATCH', object, number]>([
    ['', 'PATCH', { description: '  Same \r\n' }, 2],
    ['/status', 'POST', { status: 'open' }, 2],
    ['/place', 'POST', { place: ' ' }, 2],
    ['/category', 'POST', { category: 'services-complaints' }, 2],
  ])('%s %s %j: 200 and no event', async (path, method, body, version) => {
    const { body: ticket } = await api.send('user', 'POST', '/tickets', { description: 'Same' });
    const done = await api.send('helpdesk', 'POST', `/tickets/${ticket.number}/category`, {
      category: 'services-complaints',
    });
    const answer = await api.send('helpdesk', method, `/tickets/${ticket.number}${path}`, body);
    expect(answer).toMatchObject({ status: 200, body: { ...done.body, version } });
  });

  it('a second me-too from one browser, or one from the opener: 200', async () => {
    const { number } = await open('open', 'b-opener');
    const say = (browser: string) =>
      api.send('user', 'POST', `/tickets/${number}/me-too`, {}, { 'helpdesk-browser': browser });
    expect(await say('b-opener')).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await say('b-other')).toMatchObject({ status: 201, body: { version: 2 } });
    expect(await say('b-other')).toMatchObject({ status: 200, body: { version: 2 } });
  });
});

describe('refusals of the rules', () => {
  const TOO_LONG = 'x'.repeat(4001);
  const cases: [
    status: number,
    code: string,
    state: 'open' | 'active' | 'closed' | 'none',
    role: 'user' | 'helpdesk',
    method: 'POST' | 'PATCH',
    path: string,
    body: object,
  ][] = [
    [422, 'description.empty', 'none', 'user', 'POST', '', { description: ' \n ' }],
    [422, 'description.too-long', 'none', 'user', 'POST', '', { description: TOO_LONG }],
    [404, 'ticket.not-found', 'none', 'user', 'POST', '', { description: 'x', follows: 999_999 }],
    [
      404,
      'ticket.not-found',
      'none',
      'user',
      'POST',
      '',
      { description: 'x', follows: '01890000-0000-7000-8000-000000000000' },
    ],
    [422, 'description.empty', 'open', 'user', 'PATCH', '/:id', { description: '' }],
    [422, 'description.too-long', 'open', 'helpdesk', 'PATCH', '/:id', { description: TOO_LONG }],
    [409, 'ticket.closed', 'closed', 'helpdesk', 'PATCH', '/:id', { description: 'x' }],
    [422, 'message.empty', 'open', 'user', 'POST', '/:id/messages', { text: '\t' }],
    [422, 'message.too-long', 'open', 'user', 'POST', '/:id/messages', { text: TOO_LONG }],
    [409, 'ticket.closed', 'closed', 'user', 'POST', '/:id/messages', { text: 'x' }],
    [403, 'role.not-allowed', 'open', 'user', 'POST', '/:id/status', { status: 'active' }],
    [409, 'status.not-allowed', 'open', 'helpdesk', 'POST', '/:id/status', { status: 'closed' }],
    [409, 'status.not-allowed', 'closed', 'helpdesk', 'POST', '/:id/status', { status: 'active' }],
    [422, 'message.empty', 'active', 'helpdesk', 'POST', '/:id/status', { status: 'closed', text: ' ' }],
    [422, 'message.too-long', 'active', 'helpdesk', 'POST', '/:id/status', { status: 'closed', text: TOO_LONG }],
    [403, 'role.not-allowed', 'open', 'user', 'POST', '/:id/category', { category: 'technical-it' }],
    [409, 'ticket.closed', 'closed', 'helpdesk', 'POST', '/:id/category', { category: 'technical-it' }],
    [422, 'category.unknown', 'open', 'helpdesk', 'POST', '/:id/category', { category: 'gardening' }],
    [409, 'ticket.closed', 'closed', 'user', 'POST', '/:id/me-too', {}],
    [422, 'place.too-long', 'none', 'user', 'POST', '', { description: 'x', place: 'p'.repeat(81) }],
    [422, 'name.too-long', 'none', 'helpdesk', 'POST', '', { description: 'x', reportedFor: 'n'.repeat(41) }],
    [403, 'role.not-allowed', 'none', 'user', 'POST', '', { description: 'x', reportedFor: 'Grace' }],
    [422, 'place.too-long', 'open', 'user', 'POST', '/:id/place', { place: 'p'.repeat(81) }],
    [409, 'ticket.closed', 'closed', 'helpdesk', 'POST', '/:id/place', { place: 'B-204' }],
  ];

  it.each(cases)('%d %s: %s ticket, %s, %s /tickets%s', async (status, code, state, role, method, path, body) => {
    const { number } = state === 'none' ? { number: 0 } : await open(state);
    const answer = await api.send(role, method, `/tickets${path.replace(':id', String(number))}`, body);
    expect(answer).toMatchObject(refusedAs(status, code));
    expect(await documented(method, path, status)).toContain(code);
  });

  const routes: ['POST' | 'PATCH', string, object][] = [
    ['PATCH', '/:id', { description: 'x' }],
    ['POST', '/:id/messages', { text: 'x' }],
    ['POST', '/:id/status', { status: 'active' }],
    ['POST', '/:id/category', { category: 'technical-it' }],
    ['POST', '/:id/me-too', {}],
    ['POST', '/:id/place', { place: 'B-204' }],
  ];
  it.each(routes)('404 ticket.not-found: %s /tickets%s', async (method, path, body) => {
    for (const id of ['999999', '01890000-0000-7000-8000-000000000000', '11111111-1111-1111-1111-111111111111']) {
      const answer = await api.send('helpdesk', method, `/tickets${path.replace(':id', id)}`, body);
      expect(answer).toMatchObject(refusedAs(404, 'ticket.not-found'));
    }
  });
});

describe('conflicts', () => {
  const guarded: [
    field: string,
    method: 'POST' | 'PATCH',
    path: string,
    theirs: object,
    mine: object,
    value: string,
  ][] = [
    ['description', 'PATCH', '', { description: 'Theirs' }, { description: 'Mine' }, 'Theirs'],
    ['place', 'POST', '/place', { place: 'b 204' }, { place: 'B-205' }, 'B-204'],
    ['status', 'POST', '/status', { status: 'active' }, { status: 'closed' }, 'active'],
    [
      'category',
      'POST',
      '/category',
      { category: 'services-complaints' },
      { category: 'facility-management' },
      'services-complaints',
    ],
  ];

  it.each(guarded)(
    'the %s that changed after the version sent: 409 with what changed',
    async (field, method, path, theirs, mine, value) => {
      const { number } = await open();
      await api.send('user', 'POST', `/tickets/${number}/messages`, { text: 'Hello?' });
      await api.send('helpdesk', method, `/tickets/${number}${path}`, theirs);

      const late = await api.send('helpdesk', method, `/tickets/${number}${path}`, { ...mine, version: 2 });

      expect(late).toMatchObject(refusedAs(409, 'version.conflict'));
      expect(late.body.version).toBe(3);
      expect(late.body.changes[0]).toEqual({
        field,
        value,
        role: 'helpdesk',
        at: expect.stringMatching(/^\d{4}-.*Z$/),
      });
      const again = await api.send('helpdesk', method, `/tickets/${number}${path}`, {
        ...mine,
        version: late.body.version,
      });
      expect(again.status).toBe(200);
    },
  );

  it('a message and a status, a description and a category made with one version all succeed', async () => {
    const { number } = await open();
    const answers = await Promise.all([
      api.send('user', 'POST', `/tickets/${number}/messages`, { text: 'x' }),
      api.send('helpdesk', 'POST', `/tickets/${number}/status`, { status: 'active', version: 1 }),
      api.send('user', 'PATCH', `/tickets/${number}`, { description: 'Corrected', version: 1 }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([201, 200, 200]);
  });
});

describe('idempotency', () => {
  const keyed = (key: string) => ({ 'idempotency-key': key });

  it('a repeat gets the first answer with its first status, whatever happened since', async () => {
    const { number } = await open();
    const send = () =>
      api.send('helpdesk', 'POST', `/tickets/${number}/status`, { status: 'active', version: 1 }, keyed('repeat 1'));
    const first = await send();
    await api.send('helpdesk', 'POST', `/tickets/${number}/status`, { status: 'closed' });
    expect(await send()).toMatchObject({ status: 200, body: first.body });
    expect(first.body.version).toBe(2);
  });

  it('a place typed otherwise is the same content', async () => {
    const { number } = await open();
    const first = await api.send('user', 'POST', `/tickets/${number}/place`, { place: 'b 204' }, keyed('place'));
    const again = await api.send('user', 'POST', `/tickets/${number}/place`, { place: ' B-204' }, keyed('place'));
    expect(first).toMatchObject({ status: 200, body: { version: 2 } });
    expect(again.body).toEqual(first.body);
  });

  it('opening twice with one key opens one ticket', async () => {
    const send = () => api.send('user', 'POST', '/tickets', { description: 'Once' }, keyed('open once'));
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
  });

  it('a repeated no-op stays a no-op, although it would happen now', async () => {
    const { number } = await open();
    const again = () =>
      api.send(
        'helpdesk',
        'PATCH',
        `/tickets/${number}`,
        { description: `No wifi in room ${opened}` },
        keyed('silent'),
      );
    const first = await again();
    await api.send('helpdesk', 'PATCH', `/tickets/${number}`, { description: 'Other' });
    expect(await again()).toMatchObject({ status: 200, body: first.body });
  });

  it('number or UUID, CRLF or LF: it is the same content', async () => {
    const { number, ticketId } = await open();
    const first = await api.send('user', 'POST', `/tickets/${number}/messages`, { text: 'a\nb' }, keyed('same'));
    const again = await api.send('user', 'POST', `/tickets/${ticketId}/messages`, { text: ' a\r\nb ' }, keyed('same'));
    expect(again.body).toEqual(first.body);
    expect(again.status).toBe(201);
  });

  it.each<[string, (number: number) => Promise<Answer>]>([
    [
      'text',
      (number) => api.send('user', 'POST', `/tickets/${number}/messages`, { text: 'other' }, keyed(`reuse ${number}`)),
    ],
    [
      'empty text',
      (number) => api.send('user', 'POST', `/tickets/${number}/messages`, { text: '' }, keyed(`reuse ${number}`)),
    ],
    [
      'role',
      (number) =>
        api.send('helpdesk', 'POST', `/tickets/${number}/messages`, { text: 'first' }, keyed(`reuse ${number}`)),
    ],
    [
      'command',
      (number) => api.send('user', 'PATCH', `/tickets/${number}`, { description: 'first' }, keyed(`reuse ${number}`)),
    ],
    [
      'ticket',
      (number) =>
        api.send('user', 'POST', `/tickets/${number - 1}/messages`, { text: 'first' }, keyed(`reuse ${number}`)),
    ],
  ])('the same key with another %s: 422', async (_, other) => {
    await open();
    const { number } = await open();
    await api.send('user', 'POST', `/tickets/${number}/messages`, { text: 'first' }, keyed(`reuse ${number}`));
    expect(await other(number)).toMatchObject(refusedAs(422, 'idempotency-key.reused'));
  });

  it('a refused command may be corrected under the same key', async () => {
    expect((await api.send('user', 'POST', '/tickets', { description: '' }, keyed('corrected'))).status).toBe(422);
    expect((await api.send('user', 'POST', '/tickets', { description: 'Better' }, keyed('corrected'))).status).toBe(
      201,
    );
  });
});
