import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getProgram } from '#libs/local-stack/nats-server.js';
import { freePort } from '#libs/local-stack/ports.js';
import { endProcess, until } from '#libs/local-stack/processes.js';
import { projectPath } from '#libs/platform/project-root.js';
import { TEST_CACHE } from '#support/servers.js';
import { Target } from './target.js';

interface Answer {
  readonly status: number;
  readonly text: string;
}
const PASSWORD = 'only for this test';
const basic = (password: string): string => `Basic ${Buffer.from(`helpdesk:${password}`).toString('base64')}`;

let target: Target;
let caddy: string;
let hash: string;
const folder = mkdtempSync(join(tmpdir(), 'helpdesk-caddy-'));

beforeAll(async () => {
  const program = await getProgram('caddy', TEST_CACHE, () => undefined);
  if (!program) throw new Error('caddy is missing: install it with `apt-get install caddy`.');
  caddy = program;
  hash = execFileSync(caddy, ['hash-password', '--plaintext', PASSWORD], { encoding: 'utf8' }).trim();
  target = await Target.start({ HELPDESK_ROLE_FROM: 'proxy', TRUSTED_PROXIES: '127.0.0.1' });
  await target.command('POST', '/tickets', { description: 'The lift is stuck' }, { role: 'user' });
  await until(async () => (await ask(target.apps.queryUrl, '/tickets/1')).status === 200, 20_000);
}, 90_000);
afterAll(async () => {
  await target?.stop();
  rmSync(folder, { recursive: true });
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

/** The shipped Caddyfile in front of the pages. */
async function startCaddy(roles: string, env: Record<string, string>): Promise<{ url: string; process: ChildProcess }> {
  const [port, admin] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(caddy, ['run', '--config', projectPath('deploy', 'Caddyfile'), '--adapter', 'caddyfile'], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      CADDY_ADMIN: `127.0.0.1:${admin}`,
      HELPDESK_SITE: url,
      HELPDESK_UPSTREAM: new URL(target.apps.queryUrl).host,
      HELPDESK_ROLES: roles,
      ...env,
    },
    stdio: 'ignore',
  });
  const there = await until(
    () =>
      ask(url, '/help').then(
        ({ status }) => status === 200,
        () => false,
      ),
    20_000,
  );
  if (!there) throw new Error('caddy does not serve the pages');
  return { url, process: child };
}
const stop = async ({ process: { pid } }: { process: ChildProcess }): Promise<void> =>
  void (pid && (await endProcess(pid, ['SIGKILL'])));

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
    const proxy = await startCaddy('by-password', { HELPDESK_STAFF_HASH: hash });
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
      await stop(proxy);
    }
  }, 60_000);

  it('lets the helpdesk in by address, and live pages through', async () => {
    const proxy = await startCaddy('by-address', { HELPDESK_STAFF_RANGES: '127.0.0.2/32 127.0.0.3' });
    try {
      const { url } = proxy;
      const as = { 'helpdesk-role': 'helpdesk', 'x-forwarded-for': '127.0.0.2' };
      expect((await ask(url, '/status', as)).status).toBe(403);
      expect((await ask(url, '/status', {}, '127.0.0.2')).status).toBe(200);
      expect((await ask(url, '/status', { 'helpdesk-role': 'user' }, '127.0.0.3')).status).toBe(200);
      const live = await fetch(`${url}/tickets/1/stream`);
      const reader = live.body?.getReader();
      await target.command('POST', '/tickets/1/messages', { text: 'We hear you' }, { role: 'user' });
      let heard = '';
      while (!heard.includes('We hear you')) {
        const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
        if (done) break;
        heard += Buffer.from(value).toString();
      }
      await reader?.cancel();
      expect(heard).toContain('We hear you');
    } finally {
      await stop(proxy);
    }
  }, 60_000);
});
