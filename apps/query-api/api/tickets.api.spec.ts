import { ApiWorld, ticketId } from '../../../test/reference/api-world.js';
import { queryApi } from '../query-api.js';

let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await api.opened(1, 'The heater in room 12 is cold', 'facility-management', '2026-10-01T08:00:00.000Z');
  await api.opened(2, 'Wi-Fi is slow in the library', 'technical-it', '2026-10-02T08:00:00.000Z');
  await api.opened(3, 'The canteen was closed', 'services-complaints', '2026-11-01T08:00:00.000Z', ticketId(1));
  await api.event(2, 'StatusChanged', { from: 'open', to: 'active' }, { role: 'helpdesk', at: '2026-11-02T08:00:00Z' });
  await api.event(
    3,
    'MessagePosted',
    { messageId: ticketId(99) },
    { at: '2026-11-02T09:00:00Z', secret: { text: 'Still so' }, name: 'Ann' },
  );
  await api.event(1, 'StatusChanged', { from: 'open', to: 'active' }, { role: 'helpdesk', at: '2026-11-03T08:00:00Z' });
  await api.event(
    1,
    'StatusChanged',
    { from: 'active', to: 'closed' },
    { role: 'helpdesk', at: '2026-11-03T09:00:00Z' },
  );
  await api.event(2, 'MeTooAdded', {}, { at: '2026-11-03T10:00:00Z' });
});
afterAll(() => api?.close());

const numbers = (body: { items: { number: number }[] }): number[] => body.items.map(({ number }) => number);

describe('GET /api/tickets', () => {
  it('gives items exactly as promised, the last modified first', async () => {
    const { status, body, headers } = await api.get('/api/tickets');
    expect(status).toBe(200);
    expect(numbers(body)).toEqual([1, 3, 2]);
    expect(body.nextCursor).toBeNull();
    expect(body.asOf).toBe(8);
    expect(headers.get('helpdesk-as-of')).toBe('8');
    expect(body.items[2]).toEqual({
      ticketId: ticketId(2),
      number: 2,
      status: 'active',
      description: 'Wi-Fi is slow in the library',
      category: 'technical-it',
      openedAt: '2026-10-02T08:00:00.000Z',
      modifiedAt: '2026-11-02T08:00:00.000Z',
      activatedAt: '2026-11-02T08:00:00.000Z',
      closedAt: null,
      version: 3,
      messageCount: 0,
      meTooCount: 1,
      place: null,
      assignee: null,
      priority: 'normal',
      duplicateOf: null,
      photoCount: 0,
    });
  });

  it.each([
    ['status=open&status=active', [3, 2]],
    ['status=closed', [1]],
    ['category=technical-it&category=services-complaints', [3, 2]],
    ['q=HEAT', [1]],
    ['q=wi+lib', [2]],
    ['q=heater+library', []],
    ['opened-from=2026-10-02T08:00:00Z', [3, 2]],
    ['opened-until=2026-10-02T10:00:00%2B02:00', [1, 2]],
    ['opened-month=2026-10', [1, 2]],
    ['waiting=true', [3, 2]],
    ['check=true', []],
    ['sort=number', [1, 2, 3]],
    ['sort=-opened', [3, 2, 1]],
    ['q=wi+lib&sort=best', [2]],
    ['status=&q=&cursor=', [1, 3, 2]],
    ['at=2026-11-02T12:00:00Z&status=open', [3, 1]],
  ])('finds by %s', async (query, found) => {
    const { status, body } = await api.get(`/api/tickets?${query}`);
    expect({ status, found: numbers(body) }).toEqual({ status: 200, found });
  });

  it('goes on behind the last row of a page', async () => {
    const seen: number[] = [];
    let cursor = '';
    do {
      const { body } = await api.get(`/api/tickets?limit=1&sort=-number&cursor=${cursor}`);
      seen.push(...numbers(body));
      cursor = body.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual([3, 2, 1]);
  });

  it.each([
    ['unknown=1', 'unknown'],
    ['status=new', 'status'],
    ['category=it', 'category'],
    ['opened-from=yesterday', 'opened-from'],
    ['opened-until=2026-13-01T00:00:00Z', 'opened-until'],
    ['opened-month=2026-00', 'opened-month'],
    ['waiting=perhaps', 'waiting'],
    ['needs-reply=perhaps', 'needs-reply'],
    ['priority=high', 'priority'],
    ['duplicate-of=x', 'duplicate-of'],
    ['assignee=%00', 'assignee'],
    ['sort=name', 'sort'],
    ['sort=best', 'sort'],
    ['q=heat&sort=best&at=2026-11-02T12:00:00Z', 'sort'],
    ['q=heat&sort=best&cursor=abc', 'cursor'],
    ['sort=number&sort=opened', 'sort'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=1.5', 'limit'],
    ['cursor=abc', 'cursor'],
    ['at=now', 'at'],
    ['q=%00', 'q'],
  ])('refuses %s, naming it', async (query, parameter) => {
    const { status, body, headers } = await api.get(`/api/tickets?${query}`);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ status: 400, code: 'parameter.invalid', errors: [{ parameter }] });
  });

  it('names every wrong parameter', async () => {
    const { body } = await api.get('/api/tickets?limit=x&colour=red&at=never');
    expect(body.errors.map(({ parameter }: { parameter: string }) => parameter).sort()).toEqual([
      'at',
      'colour',
      'limit',
    ]);
  });

  it('refuses the cursor of another order', async () => {
    const { body: page } = await api.get('/api/tickets?limit=1&sort=number');
    expect((await api.get(`/api/tickets?sort=opened&cursor=${page.nextCursor}`)).body.code).toBe('parameter.invalid');
  });

  it('never gives a closed ticket to a user', async () => {
    expect(numbers((await api.get('/api/tickets', 'user')).body)).toEqual([3, 2]);
    expect(numbers((await api.get('/api/tickets?q=heater', 'user')).body)).toEqual([]);
    for (const query of ['status=closed', 'status=open&status=closed', 'at=2026-11-01T00:00:00Z']) {
      const { status, body } = await api.get(`/api/tickets?${query}`, 'user');
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'role.not-allowed' });
    }
  });

  it('asks for the role: header first, then cookie', async () => {
    expect((await api.get('/api/tickets', '')).body).toMatchObject({ status: 400, code: 'role.missing' });
    expect((await api.get('/api/tickets', 'admin')).body).toMatchObject({ status: 400, code: 'parameter.invalid' });
    expect(numbers((await api.get('/api/tickets', '', { cookie: 'role=helpdesk' })).body)).toHaveLength(3);
    expect(numbers((await api.get('/api/tickets', 'user', { cookie: 'role=helpdesk' })).body)).toHaveLength(2);
  });
});

describe('GET /api/tickets/:id', () => {
  it.each(['3', ticketId(3)])('gives ticket %s with its timeline', async (id) => {
    const { status, body } = await api.get(`/api/tickets/${id}`, 'user');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      number: 3,
      messageCount: 1,
      follows: ticketId(1),
      classification: { category: 'services-complaints', confidence: 0.9, words: ['word'], categorizerVersion: 'test' },
    });
    expect(body.timeline).toHaveLength(2);
    expect(body.timeline[1]).toEqual({
      position: 5,
      version: 2,
      type: 'MessagePosted',
      recordedAt: '2026-11-02T09:00:00.000Z',
      role: 'user',
      name: 'Ann',
      data: { messageId: ticketId(99), text: 'Still so' },
    });
  });

  it('gives a ticket as it was', async () => {
    const { body } = await api.get('/api/tickets/1?at=2026-11-03T08:30:00Z');
    expect(body).toMatchObject({ status: 'active', version: 2, closedAt: null });
    expect(body.timeline).toHaveLength(2);
    expect((await api.get('/api/tickets/1?at=2026-09-01T00:00:00Z')).status).toBe(404);
    expect((await api.get('/api/tickets/1?at=2026-11-03T08:30:00Z', 'user')).status).toBe(403);
  });

  it.each(['1', ticketId(1), '4', ticketId(4), '11111111-1111-1111-1111-111111111111'])(
    'knows no ticket %s for a user',
    async (id) => {
      const { status, body } = await api.get(`/api/tickets/${id}`, 'user');
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'ticket.not-found' });
      expect(JSON.stringify(body)).not.toContain('heater');
    },
  );

  it('refuses what is no id', async () => {
    expect((await api.get('/api/tickets/abc')).body).toMatchObject({
      code: 'parameter.invalid',
      errors: [{ parameter: 'id' }],
    });
  });
});

describe('Helpdesk-Wait-For', () => {
  it('lets an answer wait for the effect of a command', async () => {
    const late = await api.event(2, 'MeTooAdded', {}, { projected: false });
    const waiting = api.get('/api/tickets/2', 'helpdesk', { 'Helpdesk-Wait-For': String(late.position) });
    await api.world.project(late.position - 1);
    const { body, headers } = await waiting;
    expect(body.meTooCount).toBe(2);
    expect(headers.get('helpdesk-as-of')).toBe(String(late.position));
  });

  it('gives up after 800 ms and says how old the answer is', async () => {
    const started = performance.now();
    const { status, headers } = await api.get('/api/tickets', 'user', { 'Helpdesk-Wait-For': '1000' });
    expect(performance.now() - started).toBeGreaterThan(750);
    expect({ status, asOf: headers.get('helpdesk-as-of') }).toEqual({ status: 200, asOf: '9' });
  });

  it.each([
    '/api/tickets',
    '/api/tickets/2',
    '/api/tickets.csv',
    '/api/analytics/open-tickets',
    '/api/analytics/resolution-time',
    '/api/analytics/active-by-category',
    '/api/analytics/backlog?from=2026-11-01T00:00:00Z',
    '/api/events',
    '/api/audit',
    '/api/status',
  ])('is known to %s, and is a position', async (path) => {
    const known = await api.get(path, 'helpdesk', { 'Helpdesk-Wait-For': '1' });
    expect({ status: known.status, asOf: known.headers.get('helpdesk-as-of') }).toEqual({ status: 200, asOf: '9' });
    const { body } = await api.get(path, 'helpdesk', { 'Helpdesk-Wait-For': 'soon' });
    expect(body).toMatchObject({ code: 'parameter.invalid', errors: [{ parameter: 'Helpdesk-Wait-For' }] });
  });
});

describe('GET /api/tickets.csv', () => {
  const rows = async (query: string, role?: string): Promise<string[]> =>
    (await api.get(`/api/tickets.csv?${query}`, role)).text.replace('\uFEFF', '').trim().split('\r\n');

  it('gives the whole list, by the same filter', async () => {
    const { status, headers } = await api.get('/api/tickets.csv');
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'text/csv; charset=utf-8' });
    const [head, ...lines] = await rows('sort=number&opened-month=2026-10');
    expect(head).toBe(
      'number,status,category,openedAt,modifiedAt,activatedAt,closedAt,messages,meToos,description,ticketId,place,assignee,priority,duplicateOf,photoCount',
    );
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(
      `1,closed,facility-management,2026-10-01T08:00:00.000Z,2026-11-03T09:00:00.000Z,2026-11-03T08:00:00.000Z,2026-11-03T09:00:00.000Z,0,0,The heater in room 12 is cold,${ticketId(1)},,,normal,,0`,
    );
  });

  it('keeps to what the role may see, and to known parameters', async () => {
    expect(await rows('', 'user')).toHaveLength(3);
    expect((await api.get('/api/tickets.csv?status=closed', 'user')).status).toBe(403);
    expect((await api.get('/api/tickets.csv?limit=1')).body.errors[0].parameter).toBe('limit');
    expect((await api.get('/tickets.csv', '', { cookie: 'role=user' })).status).toBe(200);
  });
});
