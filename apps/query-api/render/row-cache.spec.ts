import { ApiWorld } from '../../../test/reference/api-world.js';
import { queryApi } from '../query-api.js';

const BEFORE = '2026-10-01T09:00:00.000Z';
let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await api.opened(1, 'My phone number is 555', 'technical-it', '2026-10-01T08:00:00Z');
  await api.opened(2, 'The lift is stuck', 'facility-management', '2026-10-01T08:30:00Z');
});
afterAll(() => api?.close());

/** The list as one browser sees it, without what differs from page to page. */
async function list(query: string, cookie = 'role=helpdesk'): Promise<string[]> {
  const { status, text } = await api.get(`/tickets${query}`, '', { accept: 'text/html', cookie });
  expect(status).toBe(200);
  return text.match(/<li class="row.*?<\/time>/gs) ?? [];
}

it('a row that was kept shows each browser what is its own', async () => {
  const [lift = '', phone = ''] = await list('');
  expect(await list('')).toEqual([lift, phone]);
  expect(lift).toContain('The lift is stuck');

  const [italian] = await list('', 'role=helpdesk; lang=it');
  expect(italian).not.toBe(lift);
  expect(italian).toContain('The lift is stuck');
  const [, mine] = await list('', 'role=user; mine=1');
  expect(mine).not.toContain('type=checkbox');
  expect(mine).toContain('>My ticket<');
  expect(await list('')).toEqual([lift, phone]);
});

it('a list of a moment before an erasure shows no word of what was erased, though the same list was kept', async () => {
  const at = `?at=${BEFORE}`;
  expect((await list(at)).join()).toContain('My phone number is 555');
  const { position } = await api.event(1, 'TextErased', { reason: 'asked for' }, { role: 'operator' });

  const rows = await list(at, `role=helpdesk; after=${position}`);
  expect(rows).toHaveLength(2);
  expect(rows.join()).not.toContain('555');
  expect(rows.join()).toContain('The lift is stuck');
  expect((await list('')).join()).not.toContain('555');
});
