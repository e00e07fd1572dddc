import { ApiWorld, ticketId } from '../../../test/oracle/api-world.js';
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
