import { nextInQueue, placeOf, queueProgress, type QueuePlace } from '#libs/read-models/queries/queue.js';
import { ApiWorld, ticketId } from '../../../test/reference/api-world.js';
import { queryApi } from '../query-api.js';

let api: ApiWorld;
const at = (minute: number): string => `2026-09-10T08:${String(minute).padStart(2, '0')}:00Z`;
const helpdesk = { role: 'helpdesk' };

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  for (const number of [1, 2, 3, 4, 5, 6])
    await api.opened(number, `Cold ${number}`, 'facility-management', at(number));
  await api.event(5, 'PrioritySet', { priority: 'urgent' }, { ...helpdesk, at: at(10) });
  await api.event(6, 'DuplicateMarked', { of: ticketId(2) }, { ...helpdesk, at: at(11) });
  await api.event(3, 'Assigned', {}, { ...helpdesk, at: at(12), secret: { assignee: 'Noor' } });
  // Answered, and asked again: it has waited since then only, however much its user writes.
  await say(1, 'helpdesk', 13);
  await say(1, 'user', 14);
  await say(1, 'user', 15);
});
afterAll(() => api?.close());

const say = async (ticket: number, role: string, minute: number): Promise<unknown> =>
  api.event(ticket, 'MessagePosted', { messageId: ticketId(99) }, { role, at: at(minute), secret: { text: 'Hm' } });

async function order(name: string): Promise<number[]> {
  const numbers: number[] = [];
  let after: QueuePlace | undefined;
  for (;;) {
    const { next } = await nextInQueue(api.world.query, name, after);
    if (!next) return numbers;
    numbers.push(next.number);
    after = placeOf(next);
  }
}

it('has the urgent first, then whoever has waited longest, and of duplicates only the first', async () => {
  expect(await order('')).toEqual([5, 2, 3, 4, 1]);
});

it('leaves out what somebody else takes care of', async () => {
  expect(await order('Karim')).toEqual([5, 2, 4, 1]);
  expect(await order('Noor')).toEqual([5, 2, 3, 4, 1]);
});

it('counts what is done of what waited when the work began, and what is left', async () => {
  const since = new Date(at(16));
  expect(await queueProgress(api.world.query, '', since)).toEqual({ done: 0, left: 6 });
  await say(5, 'helpdesk', 17);
  await say(4, 'helpdesk', 18);
  await api.opened(7, 'New', 'technical-it', at(19));
  expect(await queueProgress(api.world.query, '', since)).toEqual({ done: 2, left: 5 });
  expect(await queueProgress(api.world.query, 'Karim', since)).toEqual({ done: 2, left: 4 });
  expect(await order('')).toEqual([2, 3, 1, 7]);
});
