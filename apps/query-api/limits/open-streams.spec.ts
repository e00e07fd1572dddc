import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '#libs/platform/retry.js';
import { ApiWorld } from '../../../test/reference/api-world.js';
import { queryApi } from '../query-api.js';

let api: ApiWorld;
beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await api.opened(1, 'The lift is stuck', 'facility-management', '2026-10-01T08:00:00.000Z');
});
afterAll(() => api?.close());

async function streams(): Promise<number> {
  return Number(/^helpdesk_sse_clients (\d+)/m.exec((await api.get('/metrics')).text)?.[1]);
}

it('a page that leaves before its stream is open takes no place', async () => {
  const { port } = new URL(api.url);
  const head = 'Host: localhost\r\nAccept: text/event-stream\r\nCookie: role=user\r\n\r\n';
  for (let index = 0; index < 120; index++) {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(`GET /tickets/1/stream HTTP/1.1\r\n${head}`);
      setTimeout(() => socket.destroy(), index % 4);
    });
    socket.on('error', () => undefined);
    await once(socket, 'close');
  }
  expect(await until(async () => (await streams()) === 0, 20_000)).toBe(true);
});
