import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { startApi, type SpecApi } from '#support/command-api.js';
import type { RequestContext } from '../request/request-context.js';
import { CommandClient } from './command.client.js';

let database: TestDatabase;
let api: SpecApi;
let client: CommandClient;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi({ DATABASE_URL: database.url });
  process.env['COMMAND_API_URL'] = api.url;
  client = new CommandClient();
});
afterAll(async () => {
  delete process.env['COMMAND_API_URL'];
  await api.stop();
  await database.drop();
});

it('with one nonce, texts that differ in outer white space and line ends are one command', async () => {
  const by = { requester: { browser: 'b', name: '' } as RequestContext, role: 'user', nonce: 'n' } as const;
  const open = (description: string) => client.send('OpenTicket', undefined, { description }, by);
  const first = await open('No wifi\nin B 204');
  expect(first.answer).toBeDefined();
  expect(await open(' No wifi\r\nin B 204 \n')).toEqual(first);
  expect((await open('No wifi in B 204')).answer?.number).not.toBe(first.answer?.number);
});
