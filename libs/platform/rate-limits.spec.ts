import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './boot.js';
import { limitRates } from './rate-limits.js';

@Controller()
class Hello {
  @Get('hello')
  hello(): string {
    return 'hello';
  }
}
@Module({ controllers: [Hello] })
class HelloModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  const configure = (made: NestFastifyApplication) => limitRates(made, { address: { max: 5, of: ({ ip }) => ip } });
  app = await createApp({ name: 'command-api', module: HelloModule, configure }, { LOG_LEVEL: 'error' });
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

const ask = async (ip: string) => fetch(`${await app.getUrl()}/hello`, { headers: { 'x-forwarded-for': ip } });

it('answers 429 with Retry-After to an address that asks too much, and serves the others', async () => {
  for (let index = 0; index < 5; index++) expect((await ask('203.0.113.7')).status).toBe(200);
  const limited = await ask('203.0.113.7');
  expect(limited.status).toBe(429);
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await limited.json()).toMatchObject({ code: 'rate.limited' });
  expect((await ask('203.0.113.8')).status).toBe(200);
});

it('does not count programs on this machine', async () => {
  for (let index = 0; index < 8; index++) expect((await ask('127.0.0.1')).status).toBe(200);
});
