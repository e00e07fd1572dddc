import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { holds } from '#support/notifier.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { toAtom } from './atom.js';

let database: TestDatabase;
let apps: StartedApps;
let number: number;

beforeAll(async () => {
  database = await createTestDatabase();
  apps = await startApps({ databaseUrl: database.url });
  number = await command('/tickets', { description: 'The lift <b>& the "door"</b> is stuck', place: 'B2' }, 'user');
  await command('/tickets', { description: 'No wifi in the library' }, 'user');
  await command(`/tickets/${number}/status`, { status: 'active' });
  await command(`/tickets/${number}/messages`, { text: 'A technician is on the way' });
  await holds(async () => (await get(`/tickets/${number}/feed`)).text.includes('technician'));
}, 60_000);
afterAll(async () => {
  await apps.stop();
  await database.drop();
});

async function command(path: string, body: object, role = 'helpdesk'): Promise<number> {
  const headers = { 'content-type': 'application/json', 'helpdesk-role': role };
  const answer = await fetch(apps.commandUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return ((await answer.json()) as { number: number }).number;
}
async function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const answer = await fetch(apps.queryUrl + path, { headers: { 'accept-language': 'en', ...headers } });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}
const all = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`<${name}[^>]*>([^<]*)</${name}>`, 'g'))].map(([, value = '']) => value);

describe('the feed of a ticket', () => {
  it('has what happened, the newest first, under ids that stay', async () => {
    const { text, headers } = await get(`/tickets/${number}/feed`);
    expect(headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    expect(all(text, 'title').slice(1)).toEqual([
      'The helpdesk writes',
      'The helpdesk is working on it.',
      'The lift &#60;b&#62;&#38; the &#34;door&#34;&#60;/b&#62; is stuck',
    ]);
    expect(all(text, 'content')[0]).toBe('A technician is on the way');
    const before = all(text, 'id');
    await command(`/tickets/${number}/messages`, { text: 'He is there' });
    await holds(async () => all((await get(`/tickets/${number}/feed`)).text, 'id').length === before.length + 1);
    const after = all((await get(`/tickets/${number}/feed`)).text, 'id');
    expect(after.filter((id) => before.includes(id))).toEqual(before);
    expect(new Set(after).size).toBe(after.length);
  });

  it('is the same document while nothing happens, and is not sent again', async () => {
    const { text, headers } = await get(`/tickets/${number}/feed`);
    const etag = headers.get('etag') ?? '';
    const again = await get(`/tickets/${number}/feed`, { 'if-none-match': `"other", W/${etag}` });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await get(`/tickets/${number}/feed`, { 'accept-language': 'de' })).text).not.toBe(text);
  });

  it('says why a text is not there, and that the entry has changed', async () => {
    const { text: before } = await get(`/tickets/${number}/feed`);
    const hidden = /#event-(\d+)"\/>\n<content type="text">A technician/.exec(before)?.[1];
    await command(`/tickets/${number}/texts/${hidden}`, { hidden: true, reason: 'names somebody' });
    await holds(async () => !(await get(`/tickets/${number}/feed`)).text.includes('A technician'));
    const { text } = await get(`/tickets/${number}/feed`);
    const entry = text.split('<entry>').find((one) => one.includes(`#event-${hidden}"`)) ?? '';
    expect(all(entry, 'content')).toEqual(['Removed by the helpdesk: names somebody']);
    expect(new Date(all(entry, 'updated')[0] ?? '') > new Date(all(entry, 'published')[0] ?? '')).toBe(true);
    expect(all(text, 'updated')[0]).toBe(all(entry, 'updated')[0]);
  });

  it('says of a closed ticket that it is closed and no more, to the helpdesk too', async () => {
    const closed = await command('/tickets', { description: 'Secret of a closed one' }, 'user');
    await command(`/tickets/${closed}/status`, { status: 'active' });
    await command(`/tickets/${closed}/status`, { status: 'closed', text: 'Secret last words' });
    await holds(async () => (await get(`/tickets/${closed}/feed`)).text.includes('is closed'));
    for (const role of ['user', 'helpdesk']) {
      const { text } = await get(`/tickets/${closed}/feed`, { cookie: `role=${role}`, 'helpdesk-role': role });
      expect(all(text, 'title')).toEqual([`Ticket #${closed} is closed`, `Ticket #${closed} is closed`]);
      expect(text).not.toContain('Secret');
      expect((await get('/feed', { cookie: `role=${role}` })).text).not.toContain('Secret');
    }
  });
});

describe('the feed of tickets', () => {
  it('takes the filters of the list, and no others', async () => {
    const place = await get('/feed?place=b2&status=active');
    expect(all(place.text, 'id').slice(1)).toHaveLength(1);
    expect(all((await get('/feed?status=open')).text, 'title')[1]).toContain('No wifi');
    expect((await get('/feed?status=closed', { cookie: 'role=helpdesk' })).status).toBe(403);
    expect((await get('/feed?colour=red')).status).toBe(400);
    expect((await get('/tickets/999/feed')).status).toBe(404);
  });

  it('is found by readers on the pages, with the filter that the page has', async () => {
    const link = async (path: string): Promise<string | undefined> =>
      /<link rel="alternate" type="application\/atom\+xml"[^>]* href="([^"]*)"/.exec((await get(path)).text)?.[1];
    expect(await link('/tickets')).toBe('/feed');
    expect(await link(`/tickets/${number}`)).toBe(`/tickets/${number}/feed`);
    expect(await link('/tickets?status=open&sort=number&place=B2')).toBe('/feed?status=open&amp;place=B-2');
  });
});

it('a document has no character that XML cannot have', () => {
  const entry = { id: 'a', title: 'a\u0007b\uFFFEc\uD800d😀\te', updated: new Date(0), url: 'http://x/?a=1&b=2' };
  const feed = { id: 'f', title: 't', locale: 'en', self: 's', page: 'p', author: 'a', entries: [entry] };
  expect(toAtom(feed)).toContain('<title>abcd😀\te</title>');
  expect(toAtom(feed)).toContain('href="http://x/?a=1&#38;b=2"');
});
