import sharp from 'sharp';
import { Target, type Answer } from './target.js';

const REPORTER = '00000000-0000-4000-8000-00000000000a';
const AFFECTED = '00000000-0000-4000-8000-00000000000b';
const WRITER = '00000000-0000-4000-8000-00000000000c';
const STRANGER = '00000000-0000-4000-8000-00000000000d';
const TITLE = 'zqz the boiler hisses';
const PLACE = 'the zqz hall';
const ANSWER = 'zqz a valve was replaced';

let target: Target;
let number: number;
let picture: string;
const cookies = (browser: string, more = ''): string => `role=user; browser=${browser}; ${more}`;
const page = (browser: string, path = `/tickets/${number}`, more = ''): Promise<Answer> =>
  target.get(path, { cookies: cookies(browser, more) });

beforeAll(async () => {
  target = await Target.start();
  const { headers } = await target.post(
    '/tickets',
    { description: TITLE, place: PLACE },
    { cookies: cookies(REPORTER) },
  );
  number = Number(headers.get('location')?.split('/').pop());
  await target.post(`/tickets/${number}/me-too`, {}, { cookies: cookies(AFFECTED) });
  await target.post(`/tickets/${number}/messages`, { text: 'zqz hello' }, { cookies: cookies(WRITER) });
  const valve = sharp({ create: { width: 300, height: 200, channels: 3, background: '#a33' } });
  const close = new FormData();
  for (const [name, value] of Object.entries({ status: 'closed', via: 'start', text: ANSWER, role: 'helpdesk' }))
    close.append(name, value);
  close.append('photos', new Blob([new Uint8Array(await valve.png().toBuffer())]), 'valve.png');
  close.append('alt', 'zqz the new valve');
  const init = { method: 'POST', headers: { cookie: 'role=helpdesk' }, body: close, redirect: 'manual' } as const;
  await fetch(`${target.apps.queryUrl}/tickets/${number}/status`, init);
  const { body } = await target.command('POST', '/tickets', { description: 'the last one' }, { role: 'user' });
  await target.readable((JSON.parse(body) as { position: number }).position);
}, 60_000);
afterAll(() => target?.stop());

it.each([
  ['reported it', REPORTER],
  ['was affected too', AFFECTED],
])('a browser that %s reads how it ended, and nothing else', async (_who, browser) => {
  const { status, body } = await page(browser);
  expect(status).toBe(200);
  expect(body).toContain(TITLE);
  expect(body).toContain(ANSWER);
  expect(body).not.toContain('zqz hello');
  picture = /\/photos\/[\da-f]{64}\/thumbnail(?=" alt="zqz the new valve")/.exec(body)?.[0] ?? '';
  expect((await page(browser, picture)).headers.get('content-type')).toBe('image/webp');
});

it.each([
  ['wrote a message', WRITER, ''],
  ['says that it is its own', STRANGER, 'mine=1.2.3; read=1-1'],
  ['has no id', '', 'mine=1'],
])('a browser that %s reads not a word', async (_who, browser, more) => {
  for (const path of [`/tickets/${number}`, '/tickets?mine=1', `/tickets/new?follows=${number}`, '/tickets'])
    expect((await page(browser, path, more)).body).not.toContain('zqz');
  expect(picture).not.toBe('');
  expect((await page(browser, picture, more)).status).toBe(404);
});

it('the API stays as it is, also for the browser that reported it', async () => {
  for (const path of [`/api/tickets/${number}`, '/api/tickets', '/tickets.csv']) {
    const { body } = await target.get(path, { cookies: cookies(REPORTER, 'mine=1'), headers: { accept: '*/*' } });
    expect(body).not.toContain('zqz');
  }
});

it('"My tickets" keeps it, as new until it was opened', async () => {
  const list = await page(REPORTER, '/tickets?mine=1', `mine=${number}`);
  expect(list.body).toMatch(new RegExp(`class="tag new">.{0,60}href="/tickets/${number}">.{0,40}${TITLE}`, 's'));
  const opened = (await page(REPORTER)).headers.getSetCookie().find((cookie) => cookie.startsWith('read='));
  const read = opened?.split(';')[0] ?? '';
  expect((await page(REPORTER, '/tickets?mine=1', `mine=${number}; ${read}`)).body).not.toContain('class="tag new"');
});

it('is reported again with its text and place', async () => {
  const { body } = await page(REPORTER, `/tickets/new?follows=${number}`);
  expect(body).toMatch(new RegExp(`<textarea[^>]*>${TITLE}</textarea>`));
  expect(body).toMatch(new RegExp(`<input[^>]* name="place"[^>]* value="${PLACE}"`));
});

it('a browser that is told to forget does', async () => {
  const { status, headers } = await target.post('/forget', {}, { cookies: cookies(REPORTER, `mine=${number}`) });
  expect(status).toBe(303);
  const kept = headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  expect(kept).toEqual(expect.arrayContaining(['browser=', 'mine=', 'name=', 'read=']));
});
