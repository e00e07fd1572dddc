import { ApiWorld } from '../../../test/reference/api-world.js';
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

it.each(['17', '%2317', 'ticket+17', 'https://help.example.edu/tickets/17'])('is the first row (%s)', async (q) => {
  const { text } = await api.get(`/tickets?q=${q}`, '', { cookie: 'role=helpdesk' });
  expect(text.match(/id=ticket-\d+/g)).toEqual(['id=ticket-17', 'id=ticket-18']);
});

it.each(['18', '19'])('is alone where nothing else is found (%s)', async (q) => {
  const { text } = await api.get(`/tickets?q=%23${q}`, '', { cookie: 'role=helpdesk' });
  expect(text.match(/id=ticket-\d+/g)).toEqual([`id=ticket-${q}`]);
  expect(text).not.toContain('class="empty"');
});

it('is opened by Enter, where the role may see it', async () => {
  const enter = async (q: string, role: string): Promise<string | null> => {
    const address = `${api.url}/tickets?q=${q}&open=1`;
    const response = await fetch(address, { headers: { cookie: `role=${role}` }, redirect: 'manual' });
    return response.headers.get('location');
  };
  expect(await enter('%2317', 'user')).toBe('/tickets/17');
  expect(await enter('19', 'helpdesk')).toBe('/tickets/19');
  expect(await enter('19', 'user')).toBeNull();
  expect(await enter('room', 'helpdesk')).toBeNull();
});

it('shows the sentence of a message that was found, marked and linked', async () => {
  const { position } = await api.event(
    17,
    'MessagePosted',
    { messageId: '00000000-0000-4000-8000-000000000001' },
    { at: '2026-10-05T08:00:00Z', secret: { text: 'It is worse now. The Wasserhahn leaks <b>all</b> night. Bye.' } },
  );
  const { text } = await api.get('/tickets?q=wasserh', '', { cookie: 'role=user' });
  const sentence = 'The <mark>Wasserhahn</mark> leaks &lt;b&gt;all&lt;/b&gt; night.';
  expect(text).toContain(`<li class=found><a href="/tickets/17#event-${position}" dir=auto>${sentence}</a>`);
});
