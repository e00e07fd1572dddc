import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { text } from 'node:stream/consumers';
import { Body, Controller, Get, Module, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DatabaseError } from 'pg';
import { z } from 'zod';
import { createApp } from './boot.js';
import { correlationId } from './correlation.js';
import { HEALTH_CHECKS, HealthController } from './health.controller.js';
import { MetricsController } from './metrics.js';
import { Problem } from './problem.js';

const body = z.strictObject({ text: z.string(), 'a/b': z.number().optional() });
const query = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) });

@Controller('things')
class ThingsController {
  @Post()
  add(@Body({ schema: body }) thing: z.infer<typeof body>): object {
    return { thing, correlation: correlationId() };
  }

  @Get()
  list(@Query({ schema: query }) { limit }: z.infer<typeof query>): object {
    return { limit };
  }

  @Get('busy')
  busy(): never {
    throw new Problem({ status: 503, code: 'busy', detail: 'Wait.', headers: { 'Retry-After': '2' } });
  }

  @Get('away')
  away(): never {
    throw Object.assign(new DatabaseError('terminating connection', 1, 'error'), { code: '57P01' });
  }

  @Get('broken')
  broken(): never {
    throw new Error('password=secret');
  }
}

let databaseWorks = true;
const checks = [
  { name: 'database', check: async () => (databaseWorks ? { lag: 3 } : Promise.reject(new Error('gone'))) },
  { name: 'nats', required: false, check: () => Promise.reject(new Error('away')) },
];

@Module({
  controllers: [ThingsController, HealthController, MetricsController],
  providers: [{ provide: HEALTH_CHECKS, useValue: checks }],
})
class ThingsModule {}

describe('an app', () => {
  let app: NestFastifyApplication;
  let url: string;
  const post = (text: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(`${url}/things`, { method: 'POST', body: text, headers });

  /** Asks under another name: fetch knows only that of the address. */
  const as = async (host: string, headers: Record<string, string> = {}): Promise<{ status?: number; body: string }> => {
    const asked = request(`${url}/things`, { headers: { host, ...headers } }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, body: await text(answer) };
  };

  beforeAll(async () => {
    app = await createApp(
      { name: 'query-api', module: ThingsModule, nest: { logger: false } },
      { HELPDESK_URL: 'https://helpdesk.example.edu/', HELPDESK_HOSTS: 'query-api,command-api,:80' },
    );
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  it.each(['127.0.0.1', 'localhost', '[::1]', 'Helpdesk.example.edu', 'command-api', hostname()])(
    'is served as %s',
    async (host) => expect((await as(`${host}:3000`)).status).toBe(200),
  );

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example'])('is not served as %s', async (host) => {
    const refused = await as(host);
    expect(refused.status).toBe(421);
    expect(JSON.parse(refused.body)).toMatchObject({
      code: 'host.not-served',
      detail: `This helpdesk is not served as ${host}: if that is its name, put it into HELPDESK_HOSTS.`,
    });
    const page = await as(host, { accept: 'text/html' });
    expect(page.body).toContain(
      `<p>This helpdesk is not served as ${host}: if that is its name, put it into HELPDESK_HOSTS.</p>`,
    );
    for (const words of [`risponde come ${host}`, `als ${host} erreichbar`]) expect(page.body).toContain(words);
  });

  it('answers 503 and when to come again while the database is in trouble', async () => {
    const answer = await fetch(`${url}/things/away`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await answer.json()).toMatchObject({ code: 'busy', detail: expect.stringContaining('database') });
  });

  it('runs a request under the trace id of its caller', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await post('{"text":"x"}', { 'content-type': 'application/json', traceparent });
    expect(await answer.json()).toEqual({ thing: { text: 'x' }, correlation: '0af7651916cd43dd8448eb211c80319c' });
  });

  it('makes a trace id where there is none', async () => {
    const answer = await post('{"text":"x"}');
    expect(await answer.json()).toMatchObject({ correlation: expect.stringMatching(/^[\da-f]{32}$/) });
  });

  it('names each wrong part of a body', async () => {
    const answer = await post('{"text":1,"a/b":"x","more":true}');
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({
      type: 'urn:helpdesk:problem:body.malformed',
      title: 'Bad request',
      status: 400,
      code: 'body.malformed',
      errors: [
        { pointer: '/text', code: 'invalid-type' },
        { pointer: '/a~1b', code: 'invalid-type' },
        { pointer: '/more', code: 'unknown' },
      ],
    });
  });

  it('says what is missing', async () => {
    const answer = await fetch(`${url}/things`, { method: 'POST' });
    expect(await answer.json()).toMatchObject({
      code: 'body.malformed',
      errors: [{ pointer: '/text', code: 'missing' }],
    });
  });

  it('names each wrong parameter', async () => {
    const answer = await fetch(`${url}/things?limit=0&colour=red`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'parameter.invalid',
      errors: [{ parameter: 'limit' }, { parameter: 'colour', code: 'unknown' }],
    });
  });

  it.each([
    ['malformed JSON', () => post('{'), 400, 'body.malformed'],
    ['a polluted prototype', () => post('{"__proto__":{"x":1},"text":"a"}'), 400, 'body.malformed'],
    ['a body that is too large', () => post(JSON.stringify({ text: 'x'.repeat(70_000) })), 413, 'body.too-large'],
    ['another media type', () => post('text', { 'content-type': 'text/csv' }), 415, 'media-type.unsupported'],
    ['an unknown address', () => fetch(`${url}/nowhere`), 404, 'route.unknown'],
    ['a malformed address', () => fetch(`${url}/things/%E0%A4%A`), 400, 'parameter.invalid'],
  ])('refuses %s', async (_name, send, status, code) => {
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, code });
  });

  it('passes the headers of a problem on', async () => {
    const answer = await fetch(`${url}/things/busy`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
  });

  it('keeps internals to itself', async () => {
    const answer = await fetch(`${url}/things/broken`);
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).not.toContain('secret');
    expect(JSON.parse(text)).toMatchObject({ code: 'internal', correlationId: expect.stringMatching(/^[\da-f]{32}$/) });
  });

  it('tells whether it is ready, and what is not', async () => {
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: 'ok',
      checks: { database: { status: 'ok', lag: 3 }, nats: { status: 'failed', detail: 'away' } },
    });
    databaseWorks = false;
    const unready = await fetch(`${url}/health/ready`);
    expect([unready.status, (await fetch(`${url}/health/live`)).status]).toEqual([503, 200]);
  });

  it('counts and times its routes', async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('helpdesk_http_request_seconds_count{method="GET",route="/things/busy",status="503"} 1');
    expect(text).toContain('process_resident_memory_bytes');
  });
});
