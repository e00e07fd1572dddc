import { connect } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { cutSlowBodies } from './slow-bodies.js';

const MOST = 100;
let server: FastifyInstance;
let port: number;

beforeAll(async () => {
  server = fastify();
  cutSlowBodies(server, MOST);
  server.post('/', (request, reply) => {
    setTimeout(() => void reply.send(request.body), 3 * MOST);
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = server.server.address() as { port: number });
});
afterAll(() => server.close());

/** What comes back until the connection ends. */
function send(body: string, more = ''): Promise<string> {
  const head = `POST / HTTP/1.1\r\nHost: x\r\n${more}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n`;
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(head + body));
    socket.on('data', (chunk) => (heard += String(chunk)));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
}

it('answers 408 to a body that does not end, and cuts the connection', async () => {
  const response = await send('{');
  expect(response).toMatch(/^HTTP\/1\.1 408/);
  expect(response).toMatch(/connection: close/i);
});

it('gives the answer to a whole one all the time it needs', async () => {
  expect(await send('{}', 'Connection: close\r\n')).toMatch(/^HTTP\/1\.1 200/);
});

it('keeps no timers for bodies that are refused unread', async () => {
  const patient = fastify({ bodyLimit: 10 });
  cutSlowBodies(patient, 60_000);
  patient.post('/', () => 'read');
  const url = await patient.listen({ port: 0, host: '127.0.0.1' });
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  for (let count = 0; count < 5; count++) {
    expect((await fetch(url, { method: 'POST', body: 'x'.repeat(1_000_000) })).status).toBe(413);
  }
  await patient.close();
  expect(timers() - before).toBeLessThan(3);
});
