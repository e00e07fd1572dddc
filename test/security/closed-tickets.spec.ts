import { until } from '#libs/platform/retry.js';
import { placesOf, Target, type Ask, type Opened } from './target.js';

/** Words that only the closed ticket holds. */
const SECRET = 'Quetzalcoatl';
const USER: Ask = { role: 'user', headers: { accept: '*/*' } };

let target: Target;
let closed: Opened;
/** A ticket that is still open, and follows the closed one. */
let follower: Opened;
/** When the closed one was still open. */
let before: string;

beforeAll(async () => {
  target = await Target.start();
  closed = await target.open(`the ${SECRET} statue in the hall has lost its head`);
  const path = `/tickets/${closed.number}`;
  await target.command('POST', `${path}/messages`, { text: `${SECRET} again` }, { role: 'user' });
  before = new Date().toISOString();
  const follow = { description: 'the statue once more', follows: closed.ticketId };
  const opened = await target.command('POST', '/tickets', follow, { role: 'user' });
  follower = JSON.parse(opened.body) as Opened;
}, 60_000);

afterAll(async () => {
  await target?.stop();
});

async function close(): Promise<void> {
  for (const status of ['active', 'closed']) {
    const answer = await target.command('POST', `/tickets/${closed.number}/status`, { status }, { role: 'helpdesk' });
    await target.readable((JSON.parse(answer.body) as Opened).position);
  }
}

describe('a closed ticket and a simple user', () => {
  it('is taken out of the pages that are open while it is closed', async () => {
    const paths = [`/tickets/${closed.number}/stream?after=${closed.position + 1}`, `/tickets/stream?q=${SECRET}`];
    const open = new Set<string>();
    const streams = paths.map(async (path) =>
      target.stream(path, USER, (said) => {
        open.add(path);
        // A row that only changes loses the sentence below it too, by another `delete`.
        return path.startsWith('/tickets/stream') ? said.includes('row gone') : said.includes('hx-swap="delete"');
      }),
    );
    // A stream says at once where it stands.
    expect(await until(() => open.size === paths.length, 15_000)).toBe(true);
    await close();
    const [page = '', list = ''] = await Promise.all(streams);
    expect(page).toContain('hx-swap="delete"');
    expect(list).toContain(`ticket-${closed.number}`);
    const lastOf = (said: string): string => said.slice(said.lastIndexOf('\n\nid: '));
    expect(secretsIn(lastOf(page))).toEqual([]);
    expect(secretsIn(lastOf(list))).toEqual([]);
  });

  const id = (): string => closed.ticketId;
  const number = (): number => closed.number;
  const times = (): string => `from=2020-01-01T00:00:00Z&until=${new Date().toISOString()}`;
  const ways: readonly [name: string, path: () => string][] = [
    ['the page', () => `/tickets/${number()}`],
    ['its history', () => `/tickets/${number()}/history`],
    ['its history at a version', () => `/tickets/${number()}/history?version=1`],
    ['the page at a past moment', () => `/tickets/${number()}?at=${before}`],
    ['the stream', () => `/tickets/${number()}/stream?after=0`],
    ['the list', () => '/tickets?limit=200'],
    ['the list of closed ones', () => '/tickets?status=closed'],
    ['the list of all states', () => '/tickets?status=open&status=active&status=closed'],
    ['the list of own ones', () => '/tickets?mine=1'],
    ['the list by month', () => `/tickets?opened-month=${before.slice(0, 7)}`],
    ['a search', () => `/tickets?q=${SECRET}`],
    ['a search that waits', () => `/tickets?q=${SECRET}&waiting=1&check=1`],
    ['the list of a past moment', () => `/tickets?at=${before}&q=${SECRET}`],
    ['the stream of a search', () => `/tickets/stream?q=${SECRET}&after=0`],
    ['the stream of closed ones', () => '/tickets/stream?status=closed&after=0'],
    ['the stream of a past moment', () => `/tickets/stream?at=${before}&after=0`],
    ['the form for a ticket that follows', () => `/tickets/new?follows=${id()}`],
    ['the ticket that follows', () => `/tickets/${follower.number}`],
    ['the figures', () => '/analytics'],
    ['the backlog as a page', () => '/analytics?analysis=backlog'],
    ['the stream of the figures', () => '/analytics/stream?after=0'],
    ['the audit', () => '/audit'],
    ['the audit of the ticket', () => `/audit?ticket=${number()}&q=${SECRET}`],
    ['the status', () => '/status'],
    ['JSON by number', () => `/api/tickets/${number()}`],
    ['JSON by id', () => `/api/tickets/${id().toUpperCase()}`],
    ['JSON at a past moment', () => `/api/tickets/${id()}?at=${before}`],
    ['JSON list', () => '/api/tickets?limit=200'],
    ['JSON list of closed ones', () => '/api/tickets?status=closed'],
    ['JSON list of closed ones among others', () => '/api/tickets?status=open&status=closed'],
    ['JSON list of a past moment', () => `/api/tickets?at=${before}`],
    ['JSON search', () => `/api/tickets?q=${SECRET}`],
    ['events', () => '/api/events?after=0'],
    ['audit as JSON', () => `/api/audit?q=${SECRET}`],
    ['a figure as JSON', () => '/api/analytics/open-tickets'],
    ['a figure of a past moment', () => `/api/analytics/active-by-category?at=${before}`],
    ['the backlog', () => `/api/analytics/backlog?${times()}`],
    ['the status as JSON', () => '/api/status'],
  ];

  it.each(ways)('is not shown by %s', async (_name, path) => {
    for (const partial of [false, true]) {
      const ask = { ...USER, partial };
      const said = path().includes('/stream')
        ? await target.stream(path(), ask, (text) => text.includes('data: <'), 600)
        : (await target.get(path(), ask)).body;
      expect(secretsIn(said)).toEqual([]);
    }
  });

  it('is not found similar to what a user writes', async () => {
    const description = `the ${SECRET} statue in the hall`;
    for (const partial of [false, true]) {
      const { status, body } = await target.post('/tickets/similar', { description }, { ...USER, partial });
      expect(status).toBe(200);
      expect(placesOf(`lost its head|/tickets/${number()}\\b`, body)).toEqual([]);
    }
  });

  it('has no later page: a cursor of the helpdesk opens nothing', async () => {
    const { body } = await target.get('/api/tickets?limit=1&sort=number', { role: 'helpdesk' });
    const cursor = (JSON.parse(body) as { nextCursor: string | null }).nextCursor ?? '';
    expect(cursor).not.toBe('');
    const asUser = await target.get(`/api/tickets?limit=200&sort=-number&cursor=${forgedCursor()}`, USER);
    expect(asUser.status).toBe(200);
    expect(secretsIn(asUser.body)).toEqual([]);
    const page = await target.get(`/tickets?limit=200&sort=-number&cursor=${forgedCursor()}`, USER);
    expect(secretsIn(page.body)).toEqual([]);
  });

  it('takes no command of theirs', async () => {
    const commands = [
      ['PATCH', '', { description: 'mine now' }, 409],
      ['POST', '/messages', { text: 'hello' }, 409],
      ['POST', '/status', { status: 'open' }, 403],
      ['POST', '/category', { category: 'technical-it' }, 403],
      ['POST', '/me-too', {}, 409],
    ] as const;
    for (const [method, path, body, status] of commands) {
      for (const ref of [id(), number()]) {
        const answer = await target.command(method, `/tickets/${ref}${path}`, body, { role: 'user' });
        expect([path, answer.status]).toEqual([path, status]);
        expect(secretsIn(answer.body)).toEqual([]);
      }
    }
    for (const [path, field] of [
      ['messages', 'text'],
      ['description', 'description'],
      ['me-too', 'x'],
    ] as const) {
      const answer = await target.post(`/tickets/${number()}/${path}`, { [field]: 'hello', version: '1' }, USER);
      expect([path, answer.status]).toEqual([path, 409]);
      expect(secretsIn(answer.body)).toEqual([]);
    }
  });

  it('is closed for whoever is refused, though the read models do not know it yet', async () => {
    const { number: other, position } = await target.open(`the ${SECRET} statue has lost a hand`);
    await target.readable(position);
    const projector = target.apps.apps['analytics-projector'].process;
    projector.kill('SIGSTOP');
    try {
      for (const status of ['active', 'closed']) {
        await target.command('POST', `/tickets/${other}/status`, { status }, { role: 'helpdesk' });
      }
      for (const partial of [false, true]) {
        const ask = { ...USER, partial };
        const answer = await target.post(`/tickets/${other}/messages`, { text: 'my own words' }, ask);
        expect(answer.status).toBe(409);
        expect(answer.body).toContain('my own words');
        expect(answer.body).toContain(`name="follows" value="${other}"`);
        expect(secretsIn(answer.body)).toEqual([]);
      }
    } finally {
      projector.kill('SIGCONT');
    }
    await target.readable(position + 2);
  });

  it('is there for the helpdesk all the same', async () => {
    const helpdesk: Ask = { role: 'helpdesk' };
    for (const path of [`/tickets/${number()}`, `/tickets?status=closed&q=${SECRET}`, `/api/tickets/${id()}`]) {
      expect(secretsIn((await target.get(path, helpdesk)).body).length).toBeGreaterThan(0);
    }
  });
});

describe('a role', () => {
  it.each(['admin', 'operator', 'HELPDESK', 'helpdesk%00', 'helpdesk, helpdesk', '["helpdesk"]', '__proto__'])(
    'is not helpdesk when it says %j',
    async (role) => {
      const ask: Ask = { headers: { accept: '*/*' }, cookies: `role=${role}` };
      const page = await target.get(`/tickets?status=closed&q=${SECRET}`, ask);
      expect(secretsIn(page.body)).toEqual([]);
      const api = await target.get(`/api/tickets/${closed.number}`, ask);
      expect(api.status).toBe(400);
      const body = { status: 'active' };
      const command = await target.command('POST', `/tickets/${follower.number}/status`, body, {
        headers: { 'helpdesk-role': role },
      });
      expect(command.status).toBe(400);
    },
  );

  it('is the one of the first cookie, whatever comes behind', async () => {
    const ask: Ask = { cookies: 'role=user; role=helpdesk; __proto__=helpdesk; constructor=helpdesk' };
    expect((await target.get('/analytics', ask)).status).toBe(403);
    expect((await target.get('/api/status', ask)).status).toBe(403);
  });

  it('cannot be written into a form: what the page does not show is not done', async () => {
    const form = { status: 'active', role: 'helpdesk' };
    const answer = await target.post(`/tickets/${follower.number}/status`, form, USER);
    expect(answer.status).toBe(409);
    const { body } = await target.get(`/api/tickets/${follower.ticketId}`, { role: 'helpdesk' });
    expect(JSON.parse(body)).toMatchObject({ status: 'open' });
  });

  it('of the operator has no way in over the net', async () => {
    const headers = { 'helpdesk-role': 'operator' };
    const answer = await target.command('POST', '/tickets', { description: 'x' }, { headers });
    expect(answer.status).toBe(400);
  });

  it('is missing: pages are those of a user, the API says so', async () => {
    const list = await target.get('/tickets?limit=200');
    expect(list.status).toBe(200);
    expect(list.body).toContain(`/tickets/${follower.number}`);
    const newcomer: Ask = { headers: { accept: '*/*' } };
    for (const path of [
      `/tickets/${closed.number}`,
      '/tickets?status=closed',
      `/tickets?q=${SECRET}`,
      '/analytics',
      '/',
    ])
      expect([path, secretsIn((await target.get(path, newcomer)).body)]).toEqual([path, []]);
    for (const path of ['/analytics', '/audit', '/status', `/tickets/${follower.number}/history`])
      expect([path, (await target.get(path)).status]).toEqual([path, 403]);
    expect((await target.post(`/tickets/${follower.number}/status`, { status: 'active' })).status).toBe(403);
    expect((await target.get('/api/tickets')).status).toBe(400);
    expect((await target.command('POST', '/tickets', { description: 'x' })).status).toBe(400);
  });
});

it('did no damage', () => {
  expect(target.damage).toEqual([]);
});

/** Where the secret stands; that a search comes back in its box, its chip and in links does not count. */
function secretsIn(body: string): string[] {
  return placesOf(SECRET, body.replaceAll(new RegExp(`(value="|q=|“<bdi>)${SECRET}`, 'g'), ''));
}

/** Behind a ticket that was never there, so that all are later. */
function forgedCursor(): string {
  return Buffer.from('-number.999999999.999999999').toString('base64url');
}
