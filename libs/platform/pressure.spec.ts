import fastify, { type FastifyInstance } from 'fastify';
import { shedLoad } from './pressure.js';
import { answerProblem } from './problem.filter.js';

const BEHIND = 50;

let server: FastifyInstance;
let url: string;

beforeAll(async () => {
  server = fastify();
  server.setErrorHandler((error, _request, reply) => answerProblem(reply, error));
  shedLoad(server, BEHIND);
  server.get('/work', () => {
    const until = performance.now() + 2 * BEHIND;
    while (performance.now() < until);
    return 'done';
  });
  server.get('/health/live', () => 'ok');
  url = await server.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => server.close());

it('turns away what comes while the process is behind, and gets over it', async () => {
  const seen = new Map<number, Response>();
  const until = Date.now() + 15_000;
  while (!seen.has(503) && Date.now() < until) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(`${url}/work`)));
    for (const answer of answers) seen.set(answer.status, answer);
  }
  const refused = seen.get(503);
  expect(refused?.headers.get('retry-after')).toBe('2');
  expect(await refused?.json()).toMatchObject({ status: 503, code: 'busy' });
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  let status = 503;
  while (status === 503 && Date.now() < until) ({ status } = await fetch(`${url}/work`));
  expect(status).toBe(200);
});
