import { ApiWorld, ticketId } from '../../../test/reference/api-world.js';
import { queryApi } from '../query-api.js';

let api: ApiWorld;
const opened = (number: number, description: string): Promise<unknown> =>
  api.opened(number, description, 'technical-it', `2026-10-${String(number).padStart(2, '0')}T08:00:00.000Z`);

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await opened(1, 'The projector flickers');
  await opened(
    2,
    'The projector of the big lecture hall on the ground floor next to the entrance flickers since Monday',
  );
  await opened(3, 'The screen of the lecture hall is dark');
  const secret = { text: 'The projector flickers, too' };
  await api.event(3, 'MessagePosted', { messageId: ticketId(99) }, { at: '2026-11-01T08:00:00Z', secret });
  await opened(4, 'The projector flickers');
  await opened(5, 'The canteen is closed');
  await opened(6, 'The projector flickers and flickers');
  for (const [from, to] of [
    ['open', 'active'],
    ['active', 'closed'],
  ])
    await api.event(6, 'StatusChanged', { from, to }, { role: 'helpdesk', at: '2026-11-02T08:00:00Z' });
});
afterAll(() => api?.close());

const best = async (query: string, role = 'user'): Promise<{ numbers: number[]; nextCursor: unknown }> => {
  const { status, body } = await api.get(`/api/tickets?sort=best&${query}`, role);
  expect(status).toBe(200);
  return { numbers: body.items.map(({ number }: { number: number }) => number), nextCursor: body.nextCursor };
};

it('puts words that are near to each other in a short description first, the newest of equals before', async () => {
  const { numbers } = await best('q=projector+flickers');
  expect(numbers.slice(0, 2)).toEqual([4, 1]);
  expect(numbers.slice(2).sort()).toEqual([2, 3]);
});

it('puts a description before a message that says the same', async () => {
  const { numbers } = await best('q="projector+flickers"');
  expect(numbers).toEqual([4, 1, 3]);
});

it('has one page, as long as asked for', async () => {
  expect(await best('q=projector+flickers&limit=1')).toEqual({ numbers: [4], nextCursor: null });
});

it('goes with other filters, and with a mistyped word', async () => {
  expect((await best('q=projecotr+flickers&opened-until=2026-10-01T12:00:00Z')).numbers).toEqual([1]);
});

it('has closed tickets for the helpdesk only', async () => {
  expect((await best('q=projector+flickers')).numbers).not.toContain(6);
  expect((await best('q=projector+flickers', 'helpdesk')).numbers).toContain(6);
});
