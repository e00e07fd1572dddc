import { until } from '#libs/platform/retry.js';
import { ApiWorld, ticketId } from '../../../test/reference/api-world.js';
import { queryApi } from '../query-api.js';

let api: ApiWorld;
const leave = new AbortController();

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await api.opened(1, 'The lift is stuck', 'facility-management', '2026-10-01T08:00:00Z');
  await api.opened(2, 'No wifi', 'technical-it', '2026-10-01T09:00:00Z');
  await api.opened(3, 'The projector hums', 'technical-it', '2026-10-01T10:00:00Z');
});
afterAll(async () => {
  leave.abort();
  // A connection that is just being left would hold up the end.
  await until(async () => (await api.get('/metrics')).text.includes('\nhelpdesk_sse_clients 0\n'), 10_000);
  await api.close();
});

const say = (ticket: number, text: string): Promise<unknown> =>
  api.event(ticket, 'MessagePosted', { messageId: ticketId(90 + ticket) }, { role: 'helpdesk', secret: { text } });

/** All that a stream has told so far, and a wait until it tells something. */
async function follow(path: string): Promise<{ told(): string; until(words: string): Promise<void> }> {
  const headers = { cookie: 'role=helpdesk', accept: 'text/event-stream' };
  const answer = await fetch(`${api.url}${path}`, { headers, signal: leave.signal });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let told = '';
  const hears = async (words: string): Promise<void> => {
    while (!told.includes(words)) told += decoder.decode((await reader.read()).value, { stream: true });
  };
  await hears('event: alive');
  return { told: () => told, until: hears };
}

it('a page that is open hears of its own tickets only, and a list of those that newer ones push off it', async () => {
  const [first, second, list] = await Promise.all([
    follow('/tickets/1/stream?after=3'),
    follow('/tickets/2/stream?after=3'),
    follow('/tickets/stream?limit=2&after=3'),
  ]);

  await say(1, 'Somebody comes');
  await Promise.all([first.until('Somebody comes'), list.until('id="news"')]);
  await say(2, 'Which room?');
  await Promise.all([second.until('Which room?'), list.until('id=ticket-2>')]);
  await say(3, 'It still hums');
  await list.until('id=ticket-3>');
  await say(1, 'He is there');
  await first.until('He is there');

  expect(first.told()).not.toContain('Which room?');
  expect(second.told()).not.toContain('Somebody comes');
  // The stream that opened, and its one message: not even a sign of life for what does not touch it.
  expect(second.told().match(/^id: /gm)).toHaveLength(2);
}, 20_000);
