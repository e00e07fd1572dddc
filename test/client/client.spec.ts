import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import createClient, { type Client } from 'openapi-fetch';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { projectPath } from '#libs/platform/project-root.js';
import type { paths as CommandPaths } from './command-api.js';
import { clientTypes } from './openapi-tools.js';
import type { paths as QueryPaths } from './query-api.js';

const asUser = { 'Helpdesk-Role': 'user' } as const;
const asHelpdesk = { 'Helpdesk-Role': 'helpdesk' } as const;

/** Clients that know the APIs only by their OpenAPI documents; the type check of the house holds them to it. */
describe('a client made from OpenAPI', () => {
  let database: TestDatabase;
  let apps: StartedApps;
  let command: Client<CommandPaths>;
  let query: Client<QueryPaths>;

  beforeAll(async () => {
    database = await createTestDatabase();
    apps = await startApps({ databaseUrl: database.url });
    command = createClient<CommandPaths>({ baseUrl: apps.commandUrl });
    query = createClient<QueryPaths>({ baseUrl: apps.queryUrl });
  }, 60_000);
  afterAll(async () => {
    await apps.stop();
    await database.drop();
  });

  it.each(['command-api', 'query-api'] as const)('has the types of %s as it is (npm run docs:client)', async (name) => {
    const url = name === 'command-api' ? apps.commandUrl : apps.queryUrl;
    const types = await clientTypes(await (await fetch(`${url}/api/openapi.json`)).json());
    const file = projectPath('test', 'client', `${name}.d.ts`);
    if (process.env['UPDATE_DOCS']) writeFileSync(file, types);
    expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(types);
  });

  it('takes a ticket from its opening to its end, and finds it in every answer', async () => {
    const key = { ...asUser, 'Idempotency-Key': randomUUID() };
    const opened = await command.POST('/tickets', {
      params: { header: key },
      body: { description: 'No wifi in room 7' },
    });
    expect(opened.response.status).toBe(201);
    const again = await command.POST('/tickets', {
      params: { header: key },
      body: { description: 'No wifi in room 7' },
    });
    expect(again.data).toEqual(opened.data);
    const { ticketId = '', number = 0 } = opened.data ?? {};
    const to = { path: { id: ticketId }, header: asHelpdesk };
    await command.POST('/tickets/{id}/messages', { params: to, body: { text: 'We look into it' } });
    await command.PATCH('/tickets/{id}', { params: to, body: { description: 'No wifi in room 8', version: 1 } });
    await command.POST('/tickets/{id}/me-too', {
      params: { ...to, header: { ...asUser, 'Helpdesk-Browser': 'other' } },
    });
    await command.POST('/tickets/{id}/category', { params: to, body: { category: 'technical-it' } });
    await command.POST('/tickets/{id}/status', { params: to, body: { status: 'active' } });
    const closed = await command.POST('/tickets/{id}/status', { params: to, body: { status: 'closed' } });
    expect(closed.data).toEqual({ ticketId, number, version: 7, position: 7 });

    const fresh = { ...asHelpdesk, 'Helpdesk-Wait-For': 7 };
    const ticket = await query.GET('/api/tickets/{id}', { params: { path: { id: String(number) }, header: fresh } });
    expect(ticket.data).toMatchObject({
      ticketId,
      status: 'closed',
      description: 'No wifi in room 8',
      messageCount: 1,
      meTooCount: 1,
    });
    expect(ticket.data?.timeline.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const list = await query.GET('/api/tickets', {
      params: { header: fresh, query: { status: ['active', 'closed'], category: 'technical-it', limit: 10 } },
    });
    expect(list.data?.items.map((item) => item.number)).toEqual([number]);
    const months = await query.GET('/api/analytics/resolution-time', { params: { header: fresh } });
    expect(months.data?.months).toMatchObject([{ opened: 1, closed: 1, averageMs: expect.any(Number) }]);
    const active = await query.GET('/api/analytics/active-by-category', { params: { header: fresh } });
    expect(active.data?.total).toBe(0);
    const audit = await query.GET('/api/audit', {
      params: { header: fresh, query: { ticket: String(number), limit: 2 } },
    });
    expect(audit.data?.events.map(({ position }) => position)).toEqual([7, 6]);
    const events = await query.GET('/api/events', {
      params: { header: fresh, query: { after: 5 } },
      parseAs: 'text',
    });
    expect(events.data?.trim().split('\n')).toHaveLength(2);
  });

  it('reads a rejection as the document says', async () => {
    const rejected = await command.POST('/tickets', { params: { header: asUser }, body: { description: ' ' } });
    expect(rejected.response.status).toBe(422);
    expect(rejected.error?.code).toBe('description.empty');
    const hidden = await query.GET('/api/analytics/active-by-category', { params: { header: asUser } });
    expect(hidden.response.status).toBe(403);
    expect(hidden.error?.code).toBe('role.not-allowed');
  });
});
