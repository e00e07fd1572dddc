import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type pg from 'pg';
import { createPool } from '#libs/platform/database.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { startApi, type SpecApi } from '#support/command-api.js';

let database: TestDatabase;
let owner: pg.Pool;
let api: SpecApi;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = createPool({ connectionString: database.url });
  api = await startApi({ DATABASE_URL: database.url });
  await api.send('user', 'POST', '/tickets', { description: 'The first' });
});
afterAll(async () => {
  await api.stop();
  await owner.end();
  await database.drop();
});

const ROUTES: ['POST' | 'PATCH', string, object][] = [
  ['POST', '/tickets', { description: 'x' }],
  ['PATCH', '/tickets/1', { description: 'x' }],
  ['POST', '/tickets/1/messages', { text: 'x' }],
  ['POST', '/tickets/1/status', { status: 'active' }],
  ['POST', '/tickets/1/category', { category: 'technical-it' }],
  ['POST', '/tickets/1/me-too', {}],
  ['POST', '/tickets/1/place', { place: 'B-204' }],
];

describe.each(ROUTES)('%s %s', (method, path, body) => {
  const json = { 'content-type': 'application/json' };
  const text = JSON.stringify(body);

  it('without a role: 400 role.missing', async () => {
    const answer = await api.fetch(path, { method, headers: json, body: text });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'role.missing', errors: [{ parameter: 'Helpdesk-Role' }] },
    });
  });

  it.each([
    ['Helpdesk-Role', 'operator'],
    ['Idempotency-Key', ''],
    ['Idempotency-Key', 'ü'],
    ['Idempotency-Key', 'k'.repeat(201)],
    ['Helpdesk-Browser', 'b'.repeat(201)],
    ['Helpdesk-Name', 'n'.repeat(41)],
  ])('with %s: %s: 400 parameter.invalid', async (header, value) => {
    const headers = { ...json, 'helpdesk-role': 'user', [header.toLowerCase()]: value };
    const answer = await api.fetch(path, { method, headers, body: text });
    expect(answer).toMatchObject({ status: 400, body: { code: 'parameter.invalid', errors: [{ parameter: header }] } });
  });

  it.each(['{', '[]', '"x"', '{"extra":1}', '{"version":1.5}'])(
    'with the body %s: 400 body.malformed',
    async (malformed) => {
      const answer = await api.fetch(path, { method, headers: { ...json, 'helpdesk-role': 'user' }, body: malformed });
      expect(answer).toMatchObject({
        status: 400,
        type: expect.stringContaining('problem+json'),
        body: { code: 'body.malformed' },
      });
    },
  );

  it('with another media type: 415', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      const answer = await api.fetch(path, {
        method,
        headers: { 'content-type': type, 'helpdesk-role': 'user' },
        body: 'x=1',
      });
      expect(answer).toMatchObject({ status: 415, body: { code: 'media-type.unsupported' } });
    }
  });

  it('with a body of 1 MB: 413', async () => {
    const answer = await api.send('user', method, path, { text: 'x'.repeat(1_000_000) });
    expect(answer).toMatchObject({ status: 413, body: { code: 'body.too-large' } });
  });
});

it.each(ROUTES.slice(1))('%s %s with an id that is none: 400', async (method, path, body) => {
  for (const id of ['0', 'x', '1.5', '-1', '1234567890', '01890000-0000-7000-8000']) {
    const answer = await api.send('helpdesk', method, path.replace('/1', `/${id}`), body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'parameter.invalid', errors: [{ parameter: 'id' }] } });
  }
});

it.each([
  ['POST', '/tickets', 'description'],
  ['PATCH', '/tickets/1', 'description'],
  ['POST', '/tickets/1/messages', 'text'],
] as const)('%s %s with NUL or half a surrogate pair: 400 text.not-storable', async (method, path, member) => {
  for (const bad of ['a\\u0000b', '\\ud83d', '\\udd25 x']) {
    const answer = await api.send('user', method, path, `{"${member}":"${bad}"}`);
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'text.not-storable', errors: [{ pointer: `/${member}` }] },
    });
  }
});

const INVISIBLE = ['\u200b', '\u00ad', '\ufe0f', '\u3164', '\u2800', ' \u2060\n\u202e', '\u00a0\u{e0020}'];
it.each([
  ['POST', '/tickets', 'description', 'description.empty'],
  ['PATCH', '/tickets/1', 'description', 'description.empty'],
  ['POST', '/tickets/1/messages', 'text', 'message.empty'],
] as const)('%s %s with nothing visible: 422', async (method, path, member, code) => {
  for (const text of INVISIBLE) {
    expect(await api.send('user', method, path, { [member]: text })).toMatchObject({ status: 422, body: { code } });
    expect(await api.send('user', method, path, { [member]: `${text}x` })).toMatchObject({
      status: method === 'PATCH' ? 200 : 201,
    });
  }
});

it('a control character other than tab and line feed: 400 text.not-storable', async () => {
  for (const bad of ['a\u0001b', 'a\u000bb', 'a\u001bb', 'a\u007fb', 'a\u0085b', 'a\u009fb']) {
    expect(await api.send('user', 'POST', '/tickets/1/messages', { text: bad })).toMatchObject({
      status: 400,
      body: { code: 'text.not-storable' },
    });
  }
  expect(await api.send('user', 'POST', '/tickets/1/messages', { text: 'a\tb\r\nc\rd' })).toMatchObject({
    status: 201,
  });
});

it('a body in another encoding than UTF-8, or compressed: 415', async () => {
  const send = (headers: Record<string, string>, body: Buffer) =>
    api.fetch('/tickets', {
      method: 'POST',
      headers: { 'helpdesk-role': 'user', ...headers },
      body: new Uint8Array(body),
    });
  const text = '{"description":"x"}';
  const others: [Record<string, string>, Buffer][] = [
    [{ 'content-type': 'application/json', 'content-encoding': 'gzip' }, gzipSync(text)],
    [{ 'content-type': 'application/json; charset=utf-16le' }, Buffer.from(text, 'utf16le')],
    [{ 'content-type': 'application/json; charset="iso-8859-1"' }, Buffer.from(text)],
  ];
  for (const [headers, body] of others) {
    expect(await send(headers, body)).toMatchObject({ status: 415, body: { code: 'media-type.unsupported' } });
  }
  for (const type of ['application/json; charset=utf-8', 'application/json;charset="UTF-8"']) {
    const headers = { 'content-type': type, 'content-encoding': 'identity' };
    expect(await send(headers, Buffer.from(text))).toMatchObject({ status: 201 });
  }
});

it('a request with an Origin: 403, for only web pages send one', async () => {
  for (const origin of ['https://example.org', 'null', api.url]) {
    const answer = await api.send('user', 'POST', '/tickets', { description: 'x' }, { origin });
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin.not-allowed' } });
  }
  expect((await api.fetch('/metrics', { headers: { origin: 'https://example.org' } })).status).toBe(403);
});

it('a method that the address does not take: 405 with Allow', async () => {
  const allowed: [string, string, string][] = [
    ['GET', '/tickets', 'POST'],
    ['PUT', '/tickets/1', 'PATCH'],
    ['DELETE', '/tickets/1/messages?x=1', 'POST'],
    ['POST', '/health/live', 'GET, HEAD'],
  ];
  for (const [method, path, allow] of allowed) {
    const answer = await api.fetch(path, { method });
    expect(answer).toMatchObject({ status: 405, body: { code: 'method.not-allowed' } });
    expect(answer.headers.get('allow')).toBe(allow);
  }
});

it('counts the requests of each address (libs/platform/rate-limits.spec.ts)', async () => {
  expect((await api.fetch('/metrics')).body).toContain('helpdesk_http_limited_total');
});

it.each([
  ['latin1', [0xe9]],
  ['half a surrogate pair', [0xed, 0xa0, 0xbd]],
])('a body that is not UTF-8 (%s): 400, nothing is replaced', async (_, bytes) => {
  const body = Buffer.concat([Buffer.from('{"description":"caf'), Buffer.from(bytes), Buffer.from('"}')]);
  const headers = { 'content-type': 'application/json', 'helpdesk-role': 'user' };
  expect(await api.fetch('/tickets', { method: 'POST', headers, body })).toMatchObject({
    status: 400,
    body: { code: 'body.malformed', detail: expect.stringContaining('UTF-8') },
  });
});

it('a text of 4000 characters of four bytes each fits', async () => {
  expect(await api.send('user', 'POST', '/tickets', { description: '🔥'.repeat(4000) })).toMatchObject({ status: 201 });
});

it('an unknown address: 404 as a problem', async () => {
  expect(await api.send('user', 'POST', '/ticket')).toMatchObject({ status: 404, body: { code: 'route.unknown' } });
});

describe('what comes along', () => {
  async function lastMetadata(): Promise<{ metadata: Record<string, string>; private: Record<string, string> }> {
    const { rows } = await owner.query(
      'select metadata::json, private::json from log.events order by position desc limit 1',
    );
    return rows[0];
  }

  it.each([
    ['J%C3%BCrgen', 'Jürgen'],
    ["UTF-8''%E5%B0%8F%E6%9E%97", '小林'],
    [Buffer.from('Jürgen').toString('latin1'), 'Jürgen'],
    ['J\u00fcrgen', 'Jürgen'],
    ['100%', '100%'],
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['%F0%9F%94%A5'.repeat(40), '🔥'.repeat(40)],
    ['%E2%80%AEnimda', 'nimda'],
    ['A%E2%80%8Bda%C2%AD', 'Ada'],
    [`${'n'.repeat(40)}%E2%80%8B`, 'n'.repeat(40)],
  ])('the name %s is kept apart as %s', async (header, name) => {
    await api.send('user', 'POST', '/tickets/1/messages', { text: 'x' }, { 'helpdesk-name': header });
    const last = await lastMetadata();
    expect(last.private['name']).toBe(name);
    expect(JSON.stringify(last.metadata)).not.toContain(name);
  });

  it('a name that cannot be kept: 400', async () => {
    const answer = await api.send('user', 'POST', '/tickets/1/messages', { text: 'x' }, { 'helpdesk-name': 'a%00' });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'text.not-storable', errors: [{ parameter: 'Helpdesk-Name' }] },
    });
  });

  it('a name without anything visible is none', async () => {
    await api.send('user', 'POST', '/tickets/1/messages', { text: 'x' }, { 'helpdesk-name': '%E2%80%8B%E3%85%A4' });
    expect((await lastMetadata()).private).not.toHaveProperty('name');
  });

  it('of the browser only its hash with the ticket is kept', async () => {
    const { body } = await api.send('user', 'POST', '/tickets', { description: 'x' }, { 'helpdesk-browser': 'b-42' });
    const { metadata } = await lastMetadata();
    expect(metadata['browser']).toBe(createHash('sha256').update(`b-42:${body.ticketId}`).digest('hex'));
  });

  it('the trace id becomes the correlation id, and the key the command id', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await api.send('helpdesk', 'POST', '/tickets', { description: 'x' }, { traceparent, 'idempotency-key': 'k 1' });
    expect((await lastMetadata()).metadata).toEqual({
      role: 'helpdesk',
      commandId: 'k 1',
      correlationId: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });
});

describe('a token', () => {
  it('is needed for commands where one is set up, and for nothing else', async () => {
    const closed = await startApi({ DATABASE_URL: database.url, COMMAND_API_TOKEN: 's3cret' });
    const send = (authorization: string) =>
      closed.send('user', 'POST', '/tickets', { description: 'x' }, { authorization });
    for (const wrong of ['', 'Bearer wrong', 's3cret']) {
      const answer = await send(wrong);
      expect(answer).toMatchObject({ status: 401, body: { code: 'token.required' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect(await send('Bearer s3cret')).toMatchObject({ status: 201 });
    for (const path of ['/health/live', '/health/ready', '/metrics', '/api/openapi.json']) {
      expect(await closed.fetch(path)).toMatchObject({ status: 200 });
    }
    await closed.stop();
  });
});

it('tells how it is', async () => {
  expect((await api.fetch('/health/ready')).body).toMatchObject({
    status: 'ok',
    checks: { log: { status: 'ok', position: expect.any(Number) } },
  });
  const { body } = await api.fetch('/metrics');
  expect(body).toMatch(/helpdesk_commands_total\{command="OpenTicket",outcome="accepted"\} \d+/);
  expect(body).toMatch(/helpdesk_append_batch_commands_count \d+/);
  expect(body).toMatch(/helpdesk_command_queue 0/);
});
