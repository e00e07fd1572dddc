import { Target } from './target.js';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
  await target.open('the lift in the library is stuck');
}, 60_000);
afterAll(() => target?.stop());

it.each([
  ['/tickets/1/', '/tickets/1'],
  ['/Tickets/1', '/tickets/1'],
  ['/TICKETS/?q=A', '/tickets?q=A'],
  ['/Audit/', '/audit'],
])('%s leads to %s', async (path, to) => {
  const { status, headers } = await target.get(path, { role: 'helpdesk' });
  expect([status, headers.get('location')]).toEqual([301, to]);
});

it.each(['//evil.example/', '/Tickets//evil.example', '/X/', '/tickets/1/nothing', '/\\evil.example/'])(
  '%s leads nowhere',
  async (path) => {
    expect((await target.get(path, { role: 'helpdesk' })).headers.get('location')).toBeNull();
  },
);

it('what is not below /assets may not be kept', async () => {
  const { status, headers } = await target.get('/assets/helpdesk.000000000000.css');
  expect(status).toBe(404);
  expect(headers.get('cache-control') ?? '').not.toContain('immutable');
});

it.each(['/%zz', '/nothing', '/api/nothing', '/assets/nothing', '/tickets/999999', `/${'x'.repeat(300)}`])(
  'the error of %s carries the security headers',
  async (path) => {
    for (const accept of ['text/html', 'application/json']) {
      const { status, headers } = await target.get(path, { role: 'user', headers: { accept } });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  },
);

it('cookies are secure behind https, and only there', async () => {
  const cookies = async (headers: Record<string, string>): Promise<string[]> =>
    (await target.post('/role', { role: 'user' }, { headers })).headers.getSetCookie();
  for (const cookie of await cookies({ 'x-forwarded-proto': 'https' })) expect(cookie).toMatch(/; Secure/i);
  for (const cookie of await cookies({})) expect(cookie).not.toMatch(/; Secure/i);
});

it('a time that is none is rejected', async () => {
  const path = '/api/analytics/backlog?from=0000-01-01T00:00:00Z';
  expect((await target.get(path, { role: 'helpdesk' })).status).toBe(400);
});

it('OpenAPI states ranges and the errors of a busy server', async () => {
  const { paths } = JSON.parse((await target.get('/api/openapi.json')).body);
  const parameter = (path: string, name: string): object =>
    paths[path].get.parameters.find((one: { name: string }) => one.name === name).schema;
  expect(parameter('/api/tickets', 'limit')).toMatchObject({ type: 'integer', minimum: 1, maximum: 200 });
  expect(parameter('/api/analytics/open-tickets', 'last')).toMatchObject({
    type: 'integer',
    minimum: 1,
    maximum: 87_600,
  });
  expect(Object.keys(paths['/api/tickets'].get.responses)).toEqual(expect.arrayContaining(['414', '429', '503']));
});
