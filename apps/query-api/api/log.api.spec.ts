import { readHead } from '#libs/event-log/read.js';
import { noteVerification } from '#libs/event-log/verifications.js';
import { ApiWorld, ticketId } from '../../../test/reference/api-world.js';
import { lintOpenApi } from '../../../test/client/openapi-tools.js';
import { queryApi } from '../query-api.js';

let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await api.opened(1, 'One', 'facility-management', '2026-09-10T08:00:00.000Z');
  await api.event(1, 'MeTooAdded', {});
  await api.event(1, 'MessagePosted', { messageId: ticketId(99) }, { secret: { text: 'Text' } });
});
afterAll(() => api?.close());

const lines = (text: string): { position: string; type: string; data: object }[] =>
  text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('GET /api/events', () => {
  it('gives a CloudEvent on each line', async () => {
    const { status, headers, text } = await api.get('/api/events');
    expect({ status, type: headers.get('content-type') }).toEqual({
      status: 200,
      type: 'application/x-ndjson; charset=utf-8',
    });
    expect(lines(text).map(({ position, type }) => [position, type])).toEqual([
      ['1', 'helpdesk.TicketOpened'],
      ['2', 'helpdesk.MeTooAdded'],
      ['3', 'helpdesk.MessagePosted'],
    ]);
    expect(lines(text)[2]?.data).toEqual({ messageId: ticketId(99), text: 'Text' });
  });

  it('goes on after a position, up to a limit', async () => {
    expect(lines((await api.get('/api/events?after=1&limit=1')).text).map(({ position }) => position)).toEqual(['2']);
    expect((await api.get('/api/events?after=3')).text).toBe('');
  });

  it('stays for events to come', async () => {
    const feed = api.get('/api/events?after=3&limit=1&wait=20');
    await api.event(1, 'MeTooAdded', {});
    await api.world.owner.query("select pg_notify('helpdesk_log', '4')");
    expect(lines((await feed).text).map(({ position }) => position)).toEqual(['4']);
  });

  it.each([
    ['user', '', 403, 'role.not-allowed'],
    ['', '', 400, 'role.missing'],
    ['helpdesk', '?after=x', 400, 'parameter.invalid'],
    ['helpdesk', '?limit=0', 400, 'parameter.invalid'],
    ['helpdesk', '?wait=61', 400, 'parameter.invalid'],
  ])('as %s with %s: %i %s', async (role, query, status, code) => {
    const answer = await api.get(`/api/events${query}`, role);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  });
});

describe('GET /api/audit', () => {
  const found = async (query: string): Promise<number[]> =>
    (await api.get(`/api/audit?${query}`)).body.events.map(({ position }: { position: number }) => position);

  it.each([
    ['', [4, 3, 2, 1]],
    ['type=MeTooAdded&type=TicketOpened', [4, 2, 1]],
    ['ticket=1&limit=2', [4, 3]],
    [`ticket=${ticketId(1)}&before=3`, [2, 1]],
    ['ticket=77', []],
    ['role=helpdesk', []],
    ['q=tEx', [3]],
    ['q=%25', []],
    ['until=2026-09-10T08:00:00Z', [1]],
    ['from=2026-09-10T08:00:00.001Z&type=MessagePosted', [3]],
  ])('finds by %s', async (query, positions) => {
    expect(await found(query)).toEqual(positions);
  });

  it('goes on by position, whatever is appended meanwhile', async () => {
    const { body } = await api.get('/api/audit?limit=3');
    expect(body).toMatchObject({ nextBefore: 2, log: { logId: api.world.logId, position: 4 } });
    expect(await found(`limit=3&before=${body.nextBefore}`)).toEqual([1]);
  });

  it('names the ticket of each event, and is for the helpdesk', async () => {
    expect((await api.get('/api/audit?limit=1')).body.events[0]).toMatchObject({
      number: 1,
      ticketId: ticketId(1),
      version: 4,
    });
    expect((await api.get('/api/audit', 'user')).status).toBe(403);
    expect((await api.get('/api/audit?type=Nothing')).body.errors[0].parameter).toBe('type');
  });
});

describe('the last verification', () => {
  it('is part of the audit, as soon as there was one', async () => {
    const { owner } = api.world;
    expect((await api.get('/api/audit')).body.verification).toBeNull();
    const verified = { ok: true, head: await readHead(owner), events: 4, erased: 0 };
    await noteVerification(owner, verified, ['--expect']);
    const good = (await api.get('/api/audit')).body.verification;
    expect(good).toMatchObject({ position: 4, badPosition: null, reason: null, compared: ['--expect'] });
    expect(Math.abs(Date.parse(good.at) - Date.now())).toBeLessThan(60_000);
    await noteVerification(owner, { ...verified, ok: false, bad: { position: 2, reason: 'it was changed' } }, []);
    const bad = (await api.get('/api/audit')).body.verification;
    expect(bad).toMatchObject({ position: 4, badPosition: 2, reason: 'it was changed', compared: [] });
  });
});

describe('GET /api/status', () => {
  it('says how far everything is, to the helpdesk', async () => {
    const { body } = await api.get('/api/status');
    expect(body).toMatchObject({
      log: { logId: api.world.logId },
      readModels: { generation: 1, timeZone: 'Europe/Rome', position: body.log.position, parked: 0 },
      lag: { events: 0, ms: 0 },
      rebuilding: null,
    });
    expect((await api.get('/api/status', 'user')).status).toBe(403);
  });
});

it('describes itself in OpenAPI 3.1, from the schemas that check', async () => {
  const { body } = await api.get('/api/openapi.json', '');
  expect(body.openapi).toBe('3.1.0');
  expect(await lintOpenApi(body)).toEqual([]);
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining([
      '/api/tickets',
      '/api/tickets/{id}',
      '/api/analytics/open-tickets',
      '/api/events',
      '/api/status',
    ]),
  );
  expect(Object.keys(body.paths).every((path) => path.startsWith('/api/'))).toBe(true);
  const names = body.paths['/api/tickets'].get.parameters.filter(({ in: place }: { in: string }) => place === 'query');
  expect(names.map(({ name }: { name: string }) => name)).toContain('opened-month');
});
