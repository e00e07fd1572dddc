import { ApiWorld } from '../../../test/oracle/api-world.js';
import { queryApi } from '../query-api.js';

let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await api.opened(17, 'The tap drips', 'facility-management', '2026-10-01T08:00:00Z');
  await api.opened(18, 'Room 17 is cold', 'facility-management', '2026-10-02T08:00:00Z');
  await api.opened(19, 'The printer of room 3', 'technical-it', '2026-10-03T08:00:00Z');
  for (const [from, to] of [
    ['open', 'active'],
    ['active', 'closed'],
  ])
    // prettier-ignore
    await api.event(19, 'StatusChanged', { from, to }, { role: 'helpdesk', at: '2026-10-04T08:00:00Z' });
});
afterAll(() => api?.close());

const search = async (query: string, role = 'helpdesk'): Promise<[numbered: number | undefined, found: number[]]> => {
  const { status, body } = await api.get(`/api/tickets?${query}`, role);
  expect(status).toBe(200);
  return [body.numbered?.number, body.items.map((item: { number: number }) => item.number)];
};

it.each([
  ['q=17', 17, [18]],
  ['q=%2317', 17, [18]],
  ['q=+18+', 18, []],
  ['q=17&category=technical-it&status=active', 17, []],
  ['q=19', 19, []],
  ['q=3', undefined, [19]],
  ['q=room+17', undefined, [18]],
  ['q=017', undefined, []],
  ['q=9999999999', undefined, []],
])('%s finds the ticket of that number beside its words', async (query, numbered, found) => {
  expect(await search(query)).toEqual([numbered, found]);
});

it('shows no ticket that the role, or the moment, does not', async () => {
  expect(await search('q=19', 'user')).toEqual([undefined, []]);
  expect(await search('q=18', 'user')).toEqual([18, []]);
  expect(await search('q=18&at=2026-10-01T12:00:00Z')).toEqual([undefined, []]);
});

it('comes whole', async () => {
  const { body } = await api.get('/api/tickets?q=17', 'helpdesk');
  expect(body.numbered).toMatchObject({ number: 17, status: 'open', description: 'The tap drips' });
});

it.each(['17'])('stands above the results on the page (%s)', async (q) => {
  const { text } = await api.get(`/tickets?q=${q}`, '', { cookie: 'role=helpdesk' });
  const link = new RegExp(`class="numbered"><a href="/tickets/${q}">`).exec(text);
  expect(link?.index).toBeLessThan(text.search(/id="rows"|class="empty"/));
});

it.each(['%2318', '%2319'])('stands alone where nothing else is found (%s)', async (q) => {
  const { text } = await api.get(`/tickets?q=${q}`, '', { cookie: 'role=helpdesk' });
  expect(text).toContain('class="numbered"');
  expect(text).not.toContain('class="empty"');
});
