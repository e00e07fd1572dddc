import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { until } from '#libs/platform/retry.js';
import { currentSchema } from '#libs/read-models/computations.js';
import { System } from '../faults/system.js';

/** Whatever is wrong with PostgreSQL, people are told in plain words when to come again, and operators that it is not ready. */
let system: System;
let opened = 0;

beforeAll(async () => {
  // The longest read of query-api is 15 s: the URL says less.
  system = await System.start({ databaseSettings: { statement_timeout: '3000' } });
  await send();
  const shown = await until(async () => (await page('/tickets/1')).status === 200, 20_000);
  if (!shown) throw new Error('the first ticket is not shown');
}, 60_000);
afterAll(async () => {
  await system?.stop();
}, 30_000);

function page(path: string): Promise<Response> {
  return fetch(system.queryUrl + path, { headers: { cookie: 'role=helpdesk', accept: 'text/html' } });
}
function api(path: string): Promise<Response> {
  return fetch(system.queryUrl + path, { headers: { 'helpdesk-role': 'helpdesk' } });
}
function send(): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'helpdesk-role': 'user' };
  const body = JSON.stringify({ description: `stuck ${++opened}` });
  return fetch(`${system.commandUrls[0]}/tickets`, { method: 'POST', headers, body });
}
async function ready(app: 'command-api' | 'query-api' | 'analytics-projector'): Promise<number> {
  const answer = await fetch(`${system.urlOf(app)}/health/ready`);
  await answer.arrayBuffer();
  return answer.status;
}
async function expectBusy(answer: Response): Promise<void> {
  expect({ status: answer.status, again: Number(answer.headers.get('retry-after')) > 0 }).toEqual({
    status: 503,
    again: true,
  });
  expect(await answer.text()).not.toMatch(/stack|57P|ECONN|terminat/);
}

it('a read whose connection is terminated is sent once more: nobody notices', async () => {
  const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'helpdesk-query'`;
  const statuses = new Set<number>();
  for (let round = 0; round < 10; round++) {
    const answers = Promise.all([page('/tickets'), api('/api/tickets'), page('/tickets/1'), page('/analytics')]);
    await system.owner.query(terminate);
    for (const answer of await answers) {
      statuses.add(answer.status);
      await answer.arrayBuffer();
    }
  }
  expect([...statuses]).toEqual([200]);
}, 60_000);

it('a server that was killed: pages and both interfaces answer 503 until it is back', async () => {
  await system.postgresAway();
  // A list that was read within the last second is given once more.
  expect(await until(async () => (await page('/tickets')).status === 503, 5_000)).toBe(true);
  const pages = ['/tickets', '/tickets/1', '/analytics'].map(page);
  const apis = ['/api/tickets', '/api/analytics/active-by-category'].map(api);
  for (const answer of await Promise.all([...pages, ...apis, send()])) await expectBusy(answer);
  await system.postgresBack();
  expect(await until(async () => (await page('/tickets')).status === 200, 20_000)).toBe(true);
  expect((await send()).status).toBe(201);
}, 90_000);

it('a server that takes no more connections', async () => {
  const taken: pg.Client[] = [];
  const takeAll = async (): Promise<void> => {
    for (;;) {
      const client = await openClient({ connectionString: system.databaseUrl }).catch(() => undefined);
      if (!client) return;
      taken.push(client);
    }
  };
  // Those of the apps come back at once, some of them first.
  const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'helpdesk-%'`;
  const askUntilFull = async (ask: () => Promise<Response>): Promise<Response> => {
    for (;;) {
      await takeAll();
      await taken[0]?.query(terminate);
      await takeAll();
      const answer = await ask();
      if (answer.status !== 200) return answer;
    }
  };
  try {
    await expectBusy(await askUntilFull(() => page('/tickets')));
    await expectBusy(await askUntilFull(() => api('/api/tickets')));
  } finally {
    await Promise.all(taken.map((client) => client.end()));
  }
  expect(await until(async () => (await page('/tickets')).status === 200, 20_000)).toBe(true);
}, 90_000);

it('a server that can only be read: reads go on, commands answer 503, and who needs a primary is not ready', async () => {
  await system.owner.query('alter database helpdesk set default_transaction_read_only = on');
  const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'helpdesk-%'`;
  await system.owner.query(terminate);
  expect((await page('/tickets')).status).toBe(200);
  await expectBusy(await send());
  expect([await ready('command-api'), await ready('analytics-projector'), await ready('query-api')]).toEqual([
    503, 503, 200,
  ]);
  await system.owner.query(
    'set transaction_read_only = off; alter database helpdesk reset default_transaction_read_only',
  );
  await system.owner.query(terminate);
  expect(await until(async () => (await ready('command-api')) === 200, 20_000)).toBe(true);
}, 90_000);

it('a lock that is held for long: 503 in the end, and not ready meanwhile', async () => {
  const holder = await openClient({ connectionString: system.databaseUrl });
  await holder.query(`begin; lock table ${await currentSchema(system.owner)}.tickets in access exclusive mode`);
  const answers = Promise.all([page('/tickets'), api('/api/tickets')]);
  expect(await until(async () => (await ready('query-api')) === 503, 10_000)).toBe(true);
  for (const answer of await answers) await expectBusy(answer);
  await holder.end();
  expect(await until(async () => (await page('/tickets')).status === 200, 20_000)).toBe(true);
}, 90_000);
