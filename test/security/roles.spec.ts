import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { until } from '#libs/platform/retry.js';
import { findCaddy, hears, startCaddy } from '#support/caddy.js';
import { Target } from './target.js';

interface Answer {
  readonly status: number;
  readonly text: string;
}
const PASSWORD = 'only for this test';
const basic = (password: string): string => `Basic ${Buffer.from(`helpdesk:${password}`).toString('base64')}`;

let target: Target;
let hash: string;

beforeAll(async () => {
  const caddy = await findCaddy();
  hash = execFileSync(caddy, ['hash-password', '--plaintext', PASSWORD], { encoding: 'utf8' }).trim();
  target = await Target.start({ HELPDESK_ROLE_FROM: 'proxy', TRUSTED_PROXIES: '127.0.0.1' });
  await target.command('POST', '/tickets', { description: 'The lift is stuck' }, { role: 'user' });
  await until(async () => (await ask(target.apps.queryUrl, '/tickets/1')).status === 200, 20_000);
}, 90_000);
afterAll(async () => {
  await target?.stop();
});

/** @param from an address of this machine to come from */
async function ask(
  base: string,
  path: string,
  headers: Record<string, string> = {},
  from = '127.0.0.1',
): Promise<Answer> {
  const sent = request(base + path, { headers, localAddress: from, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  let text = '';
  for await (const piece of response) text += piece as string;
  return { status: response.statusCode ?? 0, text };
}

describe('with HELPDESK_ROLE_FROM=proxy', () => {
  it('a trusted proxy says the role, and nobody else is believed', async () => {
    const { queryUrl } = target.apps;
    const role = { 'helpdesk-role': 'helpdesk' };
    expect((await ask(queryUrl, '/api/status', role)).status).toBe(200);
    expect((await ask(queryUrl, '/api/status', role, '127.0.0.2')).status).toBe(403);
    expect((await ask(queryUrl, '/api/status', { cookie: 'role=helpdesk' })).status).toBe(403);
    expect((await ask(queryUrl, '/api/status', { 'helpdesk-role': 'helpdesk, user' })).status).toBe(403);
    expect((await ask(queryUrl, '/status', { cookie: 'role=helpdesk' }, '127.0.0.2')).status).toBe(403);
  });

  it('the switch is gone, and a form cannot bring another role along', async () => {
    const page = await ask(target.apps.queryUrl, '/tickets/1', { cookie: 'role=helpdesk' });
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('role-user') });
    const pages = [page, await ask(target.apps.queryUrl, '/'), await ask(target.apps.queryUrl, '/status')];
    for (const { text } of pages) expect(text).not.toContain('action="/role"');
    const send = (path: string, body: string): Promise<Response> =>
      fetch(target.apps.queryUrl + path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
        redirect: 'manual',
      });
    expect((await send('/role', 'role=helpdesk')).status).toBe(403);
    expect((await send('/tickets/1/status', 'role=helpdesk&status=active&version=1')).status).toBe(409);
    expect((await send('/tickets/1/status', 'status=active&version=1')).status).toBe(403);
  });
});

describe('the shipped Caddyfile', () => {
  it('lets the helpdesk in by password', async () => {
    const proxy = await startCaddy(target.apps.queryUrl, 'by-password', { HELPDESK_STAFF_HASH: hash });
    try {
      const { url } = proxy;
      expect((await ask(url, '/status', { 'helpdesk-role': 'helpdesk' })).status).toBe(403);
      expect((await ask(url, '/sign-in')).status).toBe(401);
      expect((await ask(url, '/sign-in', { authorization: basic('wrong') })).status).toBe(401);
      expect((await ask(url, '/status', { authorization: basic('wrong') })).status).toBe(401);
      expect((await ask(url, '/sign-in', { authorization: basic(PASSWORD) })).status).toBe(303);
      expect((await ask(url, '/status', { authorization: basic(PASSWORD) })).status).toBe(200);
      expect((await ask(url, '/tickets/1')).text).toContain('role-user');
      expect((await ask(url, '/metrics')).status).toBe(404);
    } finally {
      await proxy.stop();
    }
  }, 60_000);

  it('lets the helpdesk in by address, and live pages through', async () => {
    const proxy = await startCaddy(target.apps.queryUrl, 'by-address', {
      HELPDESK_STAFF_RANGES: '127.0.0.2/32 127.0.0.3',
    });
    try {
      const { url } = proxy;
      const as = { 'helpdesk-role': 'helpdesk', 'x-forwarded-for': '127.0.0.2' };
      expect((await ask(url, '/status', as)).status).toBe(403);
      expect((await ask(url, '/status', {}, '127.0.0.2')).status).toBe(200);
      expect((await ask(url, '/status', { 'helpdesk-role': 'user' }, '127.0.0.3')).status).toBe(200);
      const say = (): Promise<unknown> =>
        target.command('POST', '/tickets/1/messages', { text: 'We hear you' }, { role: 'user' });
      expect(await hears(`${url}/tickets/1/stream`, 'We hear you', say)).toBe(true);
    } finally {
      await proxy.stop();
    }
  }, 60_000);
});
