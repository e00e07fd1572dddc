import { readHead } from '#libs/event-log/read.js';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import sharp from 'sharp';
import { helpdesk } from '#support/cli.js';
import { createTestDatabase } from '#support/servers.js';
import { Target, type Answer, type Ask } from './target.js';

const USER: Ask = { cookies: 'role=user; browser=00000000-0000-4000-8000-00000000000a', headers: { accept: '*/*' } };
const HELPDESK: Ask = { cookies: 'role=helpdesk', headers: { accept: '*/*' } };

/** What a phone's picture begins with that is not JPEG. */
const HEIC = new Blob([Buffer.from('00000018667479706865696300000000', 'hex')]);

let target: Target;
let owner: pg.Client;
let photo: Blob;
let digest: string;

beforeAll(async () => {
  target = await Target.start();
  owner = await openClient({ connectionString: target.database.url });
  const drawn = sharp({ create: { width: 1200, height: 900, channels: 3, background: '#a33' } });
  photo = new Blob([new Uint8Array(await drawn.jpeg().toBuffer())]);
}, 60_000);
afterAll(async () => {
  await owner?.end();
  await target?.stop();
});

/** A form of the pages, as a browser without JavaScript sends it. */
async function form(
  path: string,
  fields: Readonly<Record<string, string>>,
  photos: readonly Blob[],
): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  for (const one of [...photos, new Blob([])]) {
    body.append('photos', one, one.size > 0 ? 'IMG_1.jpg' : '');
    body.append('alt', one.size > 0 ? 'The broken lamp' : '');
  }
  const headers = { cookie: USER.cookies ?? '', accept: 'text/html' };
  const response = await fetch(target.apps.queryUrl + path, { method: 'POST', headers, body, redirect: 'manual' });
  await target.readable((await readHead(owner)).position);
  return response;
}
const ticketOf = (response: Response): number => Number(response.headers.get('location')?.split('/').pop());
const get = (ask: Ask, what = ''): Promise<Answer> => target.get(`/photos/${digest}${what}`, ask);
const command = async (path: string, body: object): Promise<void> => {
  await target.command('POST', path, body, { role: 'helpdesk' });
  await target.readable((await readHead(owner)).position);
};
const bytesKept = async (): Promise<number> =>
  Number((await owner.query('select count(*) from photos.pictures where digest = $1', [digest])).rows[0].count);

it('a report with a photo shows it, and its bytes come as nothing else', async () => {
  const opened = await form('/tickets', { description: 'The lamp is broken' }, [photo]);
  expect(opened.status).toBe(303);
  const { body } = await target.get(`/tickets/${ticketOf(opened)}`, USER);
  digest = /\/photos\/([\da-f]{64})\/thumbnail" alt="The broken lamp"/.exec(body)?.[1] ?? '';
  expect(digest).not.toBe('');
  for (const [what, type] of [
    ['', 'image/jpeg'],
    ['/thumbnail', 'image/webp'],
  ] as const) {
    const { status, headers } = await get(USER, what);
    expect([status, headers.get('content-type')]).toEqual([200, type]);
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('private, no-cache');
    const again = { ...USER, headers: { ...USER.headers, 'if-none-match': headers.get('etag') ?? '' } };
    expect((await get(again, what)).status).toBe(304);
  }
  const api = JSON.parse((await target.get('/api/tickets/1', USER)).body);
  expect(api).toMatchObject({ photoCount: 1, timeline: [{ data: { photos: [{ digest, alt: 'The broken lamp' }] } }] });
});

it('what is no photo is refused with a sentence, and the text stays', async () => {
  const refused = await form('/tickets', { description: 'qzq stays' }, [HEIC]);
  expect(refused.status).toBe(415);
  const page = await refused.text();
  expect(page).toContain(
    'This is not a JPEG, PNG or WebP picture. Save pictures of another kind, such as HEIC, as JPEG.',
  );
  expect(page).toContain('accept="image/jpeg,image/png,image/webp"');
  expect(page).toContain('qzq stays');
});

it('a hidden text takes its photo along for users, and brings it back', async () => {
  await command('/tickets/1/texts/1', { hidden: true, reason: 'a face' });
  expect((await get(USER)).status).toBe(404);
  expect((await get(HELPDESK)).status).toBe(200);
  expect((await target.get('/tickets/1', USER)).body).not.toContain(digest);
  expect((await target.get('/api/tickets/1', USER)).body).not.toContain(digest);
  await command('/tickets/1/texts/1', { hidden: false });
  expect((await get(USER)).status).toBe(200);
});

it('a photo of two tickets is seen while one of them is open, and goes with the last erasure', async () => {
  const second = ticketOf(await form('/tickets', { description: 'The lamp again' }, [photo]));
  for (const status of ['active', 'closed']) await command('/tickets/1/status', { status });
  expect((await get(USER)).status).toBe(200);
  for (const status of ['active', 'closed']) await command(`/tickets/${second}/status`, { status });
  expect((await get(USER)).status).toBe(404);
  expect((await get(HELPDESK)).status).toBe(200);
  const erase = (number: number) =>
    helpdesk(target.database.url, ['erase', '--ticket', String(number), '--reason', 'asked']);
  await erase(1);
  expect(await bytesKept()).toBe(1);
  await erase(second);
  expect(await bytesKept()).toBe(0);
  await target.readable((await readHead(owner)).position);
  expect((await get(HELPDESK)).status).toBe(404);
}, 60_000);

it('an unknown photo is not found, nor one whose digest is none', async () => {
  for (const path of [`/photos/${'0'.repeat(64)}`, '/photos/..%2f', `/photos/${digest}/content`])
    expect((await target.get(path, HELPDESK)).status).toBe(404);
});

it('an export carries photos, and verify tells when bytes were lost or changed', async () => {
  const number = ticketOf(await form('/tickets', { description: 'One more' }, [photo]));
  const run = () => helpdesk(target.database.url, ['verify']);
  expect((await run()).code).toBe(0);
  const fresh = await createTestDatabase();
  const exported = await helpdesk(target.database.url, ['export']);
  expect(await helpdesk(fresh.url, ['import'], { input: exported.data })).toMatchObject({ code: 0 });
  expect(await helpdesk(fresh.url, ['verify'])).toMatchObject({ code: 0 });
  const broken = exported.data.replace(/("kind":"photo".*"content":")..../, '$1AAAA');
  const empty = await createTestDatabase();
  const refused = await helpdesk(empty.url, ['import'], { input: broken });
  expect(refused.code).not.toBe(0);
  expect(refused.words).toContain('the photo is not as it was exported');
  await Promise.all([fresh.drop(), empty.drop()]);
  await owner.query('delete from photos.pictures');
  const { code, data } = await run();
  expect(code).toBe(1);
  expect(JSON.parse(data).bad.reason).toMatch(/the bytes of its photo [\da-f]{64} are lost or were changed/);
  expect(number).toBeGreaterThan(0);
}, 60_000);
