import { HttpTarget } from '#support/http-target.js';
import { NotifierClient } from './notifier.client.js';

const TICKET = '01890000-0000-7000-8000-00000000000a';
let target: HttpTarget;
let client: NotifierClient;
beforeEach(async () => {
  target = await HttpTarget.start();
  process.env['NOTIFIER_URL'] = target.url;
  client = new NotifierClient();
});
afterEach(async () => {
  delete process.env['NOTIFIER_URL'];
  await target.stop();
});

it('a notifier that hangs costs one page its timeout, not each', async () => {
  target.answer = () => undefined;
  expect(await client.count(TICKET)).toBeUndefined();
  expect(await client.count(TICKET)).toBeUndefined();
  expect(target.received).toHaveLength(1);
});

it('a count is kept for a moment', async () => {
  target.answer = (response) => void response.end('{"count":7}');
  expect([await client.count(TICKET), await client.count(TICKET)]).toEqual([7, 7]);
  expect(target.received).toHaveLength(1);
});

it('an answer that is no JSON counts as none', async () => {
  target.answer = (response) => void response.end('<html>a proxy</html>');
  expect(await client.count(TICKET)).toBeUndefined();
  await expect(client.follow({})).rejects.toMatchObject({ code: 'notifier.away', status: 503 });
});
