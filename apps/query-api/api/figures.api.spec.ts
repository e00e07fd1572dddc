import { ApiWorld } from '../../../test/reference/api-world.js';
import { queryApi } from '../query-api.js';

let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await api.opened(1, 'One', 'facility-management', '2026-09-10T08:00:00.000Z');
  await api.opened(2, 'Two', 'technical-it', '2026-09-11T08:00:00.000Z');
  await api.event(1, 'StatusChanged', { from: 'open', to: 'active' }, { role: 'helpdesk', at: '2026-09-11T09:00:00Z' });
  await api.event(
    1,
    'StatusChanged',
    { from: 'active', to: 'closed' },
    { role: 'helpdesk', at: '2026-09-11T10:00:00Z' },
  );
  await api.event(2, 'StatusChanged', { from: 'open', to: 'active' }, { role: 'helpdesk', at: '2026-09-12T10:00:00Z' });
});
afterAll(() => api?.close());

const AT = 'at=2026-09-11T09:30:00Z';

it('counts what was opened in the last hours and is not yet closed', async () => {
  const { status, body } = await api.get(`/api/analytics/open-tickets?last=26&unit=hours&${AT}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ count: 2, from: '2026-09-10T07:30:00.000Z', to: '2026-09-11T09:30:00.000Z', asOf: 3 });
  expect(body.buckets).toHaveLength(27);
  expect(body.buckets.slice(0, 2)).toEqual([
    { from: '2026-09-10T07:30:00.000Z', opened: 0, notYetClosed: 0 },
    { from: '2026-09-10T08:00:00.000Z', opened: 1, notYetClosed: 1 },
  ]);
});

it('takes days beyond 168 hours, beginning at local midnights', async () => {
  const { body } = await api.get(`/api/analytics/open-tickets?last=8&unit=days&${AT}`);
  expect(body.buckets.map(({ from }: { from: string }) => from).slice(0, 2)).toEqual([
    '2026-09-03T09:30:00.000Z',
    '2026-09-03T22:00:00.000Z',
  ]);
  expect(body.buckets).toHaveLength(9);
});

it('averages the time until closing by month of opening', async () => {
  const { body } = await api.get('/api/analytics/resolution-time?at=2026-09-12T10:00:00Z');
  expect(body).toEqual({
    timeZone: 'Europe/Rome',
    asOf: 5,
    months: [
      {
        month: '2026-09',
        opened: 2,
        closed: 1,
        averageMs: 93_600_000,
        medianMs: expect.any(Number),
        p90Ms: expect.any(Number),
        complete: false,
      },
    ],
  });
  expect((await api.get(`/api/analytics/resolution-time?${AT}`)).body.months).toEqual([
    { month: '2026-09', opened: 2, closed: 0, averageMs: null, medianMs: null, p90Ms: null, complete: false },
  ]);
});

it('counts active tickets of all three categories', async () => {
  const { body } = await api.get('/api/analytics/active-by-category');
  expect(body).toEqual({
    total: 1,
    categories: [
      { category: 'facility-management', active: 0, open: 0 },
      { category: 'technical-it', active: 1, open: 0 },
      { category: 'services-complaints', active: 0, open: 0 },
    ],
    asOf: 5,
  });
});

const needed = (figure: string): string => (figure === 'backlog' ? 'from=2026-09-01T00:00:00Z' : '');

it.each(['open-tickets', 'resolution-time', 'active-by-category', 'backlog'])(
  'shows %s to the helpdesk only',
  async (figure) => {
    expect((await api.get(`/api/analytics/${figure}?${needed(figure)}`, 'user')).body).toMatchObject({
      status: 403,
      code: 'role.not-allowed',
    });
    expect((await api.get(`/api/analytics/${figure}?${needed(figure)}`, '')).body).toMatchObject({
      status: 400,
      code: 'role.missing',
    });
    expect((await api.get(`/api/analytics/${figure}?${needed(figure)}&x=1`)).body).toMatchObject({
      code: 'parameter.invalid',
      errors: [{ parameter: 'x' }],
    });
  },
);

it.each(['last=0', 'last=87601', 'last=3651&unit=days', 'last=1.5', 'last=-3', 'unit=weeks'])(
  'refuses %s',
  async (query) => {
    const { status, body } = await api.get(`/api/analytics/open-tickets?${query}`);
    expect({ status, code: body.code, named: body.errors[0].parameter }).toEqual({
      status: 400,
      code: 'parameter.invalid',
      named: query.split('=')[0],
    });
  },
);

it('counts what was opened on local days, both included', async () => {
  const path = '/api/analytics/open-tickets?from=2026-09-10&to=2026-09-30';
  const { body } = await api.get(`${path}&${AT}`);
  expect(body).toEqual({
    count: 2,
    from: '2026-09-09T22:00:00.000Z',
    to: '2026-09-11T09:30:00.000Z',
    buckets: [
      { from: '2026-09-09T22:00:00.000Z', opened: 1, notYetClosed: 1 },
      { from: '2026-09-10T22:00:00.000Z', opened: 1, notYetClosed: 1 },
    ],
    asOf: 3,
  });
  expect((await api.get(path)).body).toMatchObject({ count: 1, to: '2026-09-30T21:59:59.999Z' });
  expect((await api.get('/api/analytics/open-tickets?from=2100-01-01&to=2100-01-02')).body).toMatchObject({
    count: 0,
    buckets: [],
  });
});

it.each([
  ['from=2026-09-10', 'to'],
  ['to=2026-09-10', 'from'],
  ['from=2026-09-11&to=2026-09-10', 'from'],
  ['from=1970-01-01&to=2026-09-10', 'from'],
  ['from=2026-02-30&to=2026-09-10', 'from'],
])('rejects the period %s', async (query, parameter) => {
  const { body } = await api.get(`/api/analytics/open-tickets?${query}`);
  expect(body).toMatchObject({ status: 400, code: 'parameter.invalid', errors: [{ parameter }] });
});

it.each(['resolution-time', 'active-by-category', 'by-place'])(
  'rejects a period of %s, which has none',
  async (figure) => {
    const { body } = await api.get(`/api/analytics/${figure}?from=2026-09-10&to=2026-09-11`);
    expect(body).toMatchObject({ code: 'parameter.invalid', errors: [{ parameter: 'from' }, { parameter: 'to' }] });
  },
);

it('gives each figure as a file', async () => {
  const days = 'from=2026-09-10&to=2026-09-30';
  const file = async (path: string) => {
    const { status, headers, text } = await api.get(`/api/analytics/${path}&at=2026-09-12T10:00:00Z`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    return text.trimEnd().split('\r\n');
  };
  expect(await file(`open-tickets.csv?${days}`)).toEqual([
    'from,opened,notYetClosed',
    '2026-09-09T22:00:00.000Z,1,0',
    '2026-09-10T22:00:00.000Z,1,1',
    '2026-09-11T22:00:00.000Z,0,0',
  ]);
  expect(await file('active-by-category.csv?')).toContain('technical-it,1,0');
  expect((await file('resolution-time.csv?'))[1]).toMatch(/^2026-09,2,1,93600000,/);
  expect((await file('backlog-age.csv?')).slice(0, 3)).toEqual([
    'fromDays,toDays,total,facility-management notYetClosed,technical-it notYetClosed,services-complaints notYetClosed',
    '0,1,0,0,0,0',
    '1,3,1,0,1,0',
  ]);
  expect(await file(`tickets.csv?${days}&by=category`)).toEqual([
    'key,opened,closed,closedWithin1,closedWithin3,closedWithin7,medianMs,p90Ms,answered,medianAnswerMs,p90AnswerMs,closedThen',
    'facility-management,1,1,0,1,1,93600000,93600000,0,,,1',
    'technical-it,1,0,0,0,0,,,0,,,0',
  ]);
  expect((await api.get(`/api/analytics/tickets.csv?${days}`, 'user')).status).toBe(403);
});

it('tells what became of the tickets of a period', async () => {
  const { body } = await api.get('/api/analytics/tickets?from=2026-09-10&to=2026-09-10&by=hour');
  expect(body).toMatchObject({
    timeZone: 'Europe/Rome',
    to: '2026-09-10T21:59:59.999Z',
    total: { opened: 1, closedThen: 0 },
    asOf: 5,
  });
  expect(body.groups).toMatchObject([{ key: '4-10', opened: 1, closed: 1, medianMs: 93_600_000 }]);
});

it('takes the longest times', async () => {
  expect((await api.get('/api/analytics/open-tickets?last=3650&unit=days')).body.buckets).toHaveLength(3651);
  expect((await api.get('/api/analytics/open-tickets?last=87600')).body.count).toBe(1);
});

it('draws the backlog back from now', async () => {
  const { body } = await api.get(
    '/api/analytics/backlog?from=2026-09-11T00:00:00Z&until=2026-09-12T23:00:00Z&step=day',
  );
  expect(body.points.map(({ at, total }: { at: string; total: number }) => [at, total])).toEqual([
    ['2026-09-11T22:00:00.000Z', 1],
    ['2026-09-12T22:00:00.000Z', 1],
  ]);
  const hours = await api.get('/api/analytics/backlog?from=2026-09-11T08:00:00Z&until=2026-09-11T10:00:00Z&step=hour');
  expect(hours.body.points.map(({ total }: { total: number }) => total)).toEqual([1, 2, 2]);
  expect(hours.body.points[1].categories).toContainEqual({ category: 'facility-management', notYetClosed: 1 });
});

it.each(['from=2026-09-11T00:00:00Z&until=2026-09-10T00:00:00Z', 'from=1990-01-01T00:00:00Z&step=hour'])(
  'refuses a backlog with %s',
  async (query) => {
    const { body } = await api.get(`/api/analytics/backlog?${query}`);
    expect(body).toMatchObject({ code: 'parameter.invalid', errors: [{ parameter: 'from' }] });
  },
);
