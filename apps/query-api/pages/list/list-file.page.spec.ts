import { ApiWorld, ticketId } from '../../../../test/reference/api-world.js';
import { queryApi } from '../../query-api.js';

let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await api.opened(1, 'The projector hums; =1+1', 'technical-it', '2026-10-24T22:30:00Z');
  await api.opened(2, 'No light in the library', 'facility-management', '2026-10-25T01:30:00Z');
  await api.opened(3, 'The soup is cold', 'services-complaints', '2026-11-01T12:00:00Z');
  await api.event(
    2,
    'MessagePosted',
    { messageId: ticketId(92) },
    { role: 'helpdesk', secret: { text: 'Which lamp?' } },
  );
});
afterAll(() => api?.close());

/** The lines of a file, the head first. */
async function file(query: string, cookie = 'role=helpdesk', language = 'en-GB'): Promise<string[]> {
  const { status, text } = await api.get(`/tickets.csv?${query}`, '', { cookie, 'Accept-Language': language });
  expect(status).toBe(200);
  return text.replace('\uFEFF', '').trim().split('\r\n');
}
const numbers = async (query: string, cookie?: string): Promise<number[]> =>
  (await file(query, cookie)).slice(1).map((line) => Number(line.split(',')[0]));

/** The numbers on the page, in its order. */
async function listed(query: string, cookie = 'role=helpdesk'): Promise<number[]> {
  const { text } = await api.get(`/tickets?${query}`, '', { cookie });
  return [...text.matchAll(/<li class="row[^>]* id=ticket-(\d+)/g)].map(([, number]) => Number(number));
}

it.each([
  ['mine=1', 'role=user; mine=3.1', [3, 1]],
  ['mine=1', 'role=user', []],
  ['waiting=1&sort=opened', 'role=helpdesk', [1, 3]],
  ['q=projectr', 'role=helpdesk', [1]],
  ['q=%231', 'role=helpdesk', [1]],
  ['from=2026-10-25&to=2026-10-25&sort=opened', 'role=helpdesk', [1, 2]],
  ['moment=2026-10-25T01:00', 'role=helpdesk', [1]],
] as const)('%s lists what the page lists, all of it (%s)', async (query, cookie, expected) => {
  expect(await numbers(query, cookie)).toEqual(expected);
  expect(await listed(query, cookie)).toEqual(expected);
});

it('is not cut where a page of the list is', async () => {
  expect(await numbers('sort=opened&limit=1&check=')).toEqual([1, 2, 3]);
});

it('has local times of the installation beside those in UTC', async () => {
  const [head = '', first = '', second = ''] = await file('sort=opened');
  expect(head).toMatch(/,openedAt,openedAt Europe\/Rome,modifiedAt,modifiedAt Europe\/Rome,/);
  expect(first).toContain(',2026-10-24T22:30:00.000Z,2026-10-25 00:30:00,');
  // The night of the winter time: the second half past two.
  expect(second).toContain(',2026-10-25T01:30:00.000Z,2026-10-25 02:30:00,');
  expect(second).toContain(',,,,');
});

it.each([
  ['', 'en-GB', ','],
  ['', 'it', ';'],
  ['', 'de-AT', ';'],
  ['separator=comma', 'it', ','],
  ['separator=%3B', 'en-GB', ';'],
  ['separator=semicolon', 'en-GB', ';'],
  ['separator=tab', 'en-GB', '\t'],
])('with %p in %s puts %j between cells', async (query, language, between) => {
  const [head, line] = await file(`q=projector&${query}`, 'role=helpdesk', language);
  expect(head?.split(between).slice(0, 3)).toEqual(['number', 'status', 'category']);
  expect(line).toContain(`${between}"The projector hums; =1+1"${between}`);
});

it('refuses another separator, and what a user may not see', async () => {
  const status = async (query: string, role: string): Promise<number> =>
    (await api.get(`/tickets.csv?${query}`, '', { cookie: `role=${role}` })).status;
  expect(await status('separator=x', 'helpdesk')).toBe(400);
  expect(await status('status=closed', 'user')).toBe(403);
  expect(await status('at=2026-10-25T00:00:00Z', 'user')).toBe(403);
});

it.each(['mine=1', 'q=projector', ''])('is linked from the list with %p', async (query) => {
  const { text } = await api.get(`/tickets?${query}`, '', { cookie: 'role=user; mine=1' });
  const link = /<a href="(\/tickets\.csv[^"]*)" download/.exec(text)?.[1];
  expect(link).toBe(query ? `/tickets.csv?${query}` : '/tickets.csv');
});

it('of the API keeps its columns, times in UTC and commas, and takes a separator', async () => {
  const get = async (query: string): Promise<string> => (await api.get(`/api/tickets.csv?${query}`)).text;
  expect(await get('q=soup')).not.toContain('Rome');
  expect(await get('q=soup')).toContain('number,status');
  expect(await get('q=soup&separator=semicolon')).toContain('number;status');
});
