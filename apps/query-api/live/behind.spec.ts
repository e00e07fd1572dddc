import { setTimeout as pause } from 'node:timers/promises';
import { ApiWorld } from '../../../test/reference/api-world.js';
import { queryApi } from '../query-api.js';

let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await api.opened(1, 'The lift is stuck', 'facility-management', '2026-10-01T08:00:00Z');
});
afterAll(() => api?.close());

it('a ticket just reported is saved, not missing, while the read models are behind', async () => {
  const secret = { description: 'No light in the hall', words: [] };
  const classification = { category: 'facility-management', confidence: 0.9, categorizerVersion: 'test' };
  const { position } = await api.event(2, 'TicketOpened', { number: 2, classification }, { secret, projected: false });
  const page = (number: number, mine: number) =>
    api.get(`/tickets/${number}`, '', { accept: 'text/html', cookie: `role=user; after=${position}; mine=${mine}` });

  const late = await page(2, 2);
  expect(late.status).toBe(200);
  expect(late.text).toContain('<meta http-equiv="refresh"');
  expect(late.text).toContain('<h1>Ticket #2 is saved</h1>');
  expect((await page(3, 2)).status).toBe(404);

  await api.world.project(position - 1);
  const shown = await page(2, 2);
  expect(shown.text).toContain('No light in the hall');
  expect(shown.text).not.toContain('http-equiv="refresh"');
  expect((await page(3, 3)).status).toBe(404);
});

it('figures say that they are behind, and by how much', async () => {
  const classification = { category: 'technical-it', confidence: 0.9, categorizerVersion: 'test' };
  const secret = { description: 'No wifi', words: [] };
  const at = new Date(Date.now() - 10_000).toISOString();
  const told = { secret, at, projected: false };
  const { position } = await api.event(4, 'TicketOpened', { number: 4, classification }, told);
  const figures = async (query = ''): Promise<string> =>
    (await api.get(`/analytics${query}`, '', { accept: 'text/html', cookie: 'role=helpdesk' })).text;
  expect(await figures()).toContain('The pages are 1 event behind the log');
  // What was is not behind.
  expect(await figures('?at=2026-10-02T00:00:00Z')).not.toContain('behind the log');
  await api.world.project(position - 1);
  // Until query-api has heard of it, all get the page that was read before.
  while ((await figures()).includes('behind the log')) await pause(10);
  expect(await figures()).not.toContain('behind the log');
});
