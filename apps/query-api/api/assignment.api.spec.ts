import type { QueryConfig } from 'pg';
import type { Queryable } from '#libs/platform/database.js';
import { groupsOf } from '#libs/read-models/queries/duplicates.js';
import { getTicket } from '#libs/read-models/queries/ticket.js';
import { listTickets } from '#libs/read-models/queries/tickets.js';
import { ApiWorld, ticketId } from '../../../test/reference/api-world.js';
import { queryApi } from '../query-api.js';

const NAME = 'Karim "K" x","assignee":"y';
let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  for (const number of [1, 2, 3, 4]) {
    await api.opened(number, `Cold in room ${number}`, 'facility-management', `2026-09-10T08:0${number}:00Z`);
  }
  const helpdesk = { role: 'helpdesk' };
  const assign = (ticket: number, assignee: string | null, at: string) =>
    api.event(ticket, 'Assigned', {}, { ...helpdesk, at, secret: { assignee } });
  await assign(1, NAME, '2026-09-10T09:00:00Z');
  await assign(2, 'Noor', '2026-09-10T09:01:00Z');
  await assign(2, null, '2026-09-10T09:02:00Z');
  await api.event(3, 'PrioritySet', { priority: 'urgent' }, { ...helpdesk, at: '2026-09-10T09:03:00Z' });
  await api.event(3, 'DuplicateMarked', { of: ticketId(2) }, { ...helpdesk, at: '2026-09-10T09:04:00Z' });
  await api.event(4, 'DuplicateMarked', { of: ticketId(3) }, { ...helpdesk, at: '2026-09-10T09:05:00Z' });
  const message = { messageId: ticketId(99) };
  await api.event(1, 'MessagePosted', message, { ...helpdesk, at: '2026-09-10T10:00:00Z', secret: { text: 'When?' } });
  await api.event(1, 'MessagePosted', message, { at: '2026-09-10T10:01:00Z', secret: { text: 'Now' } });
  await api.event(4, 'MeTooAdded', {}, { at: '2026-09-10T10:02:00Z' });
});
afterAll(() => api?.close());

const numbers = (body: { items: { number: number }[] }): number[] => body.items.map(({ number }) => number);

it.each([
  [`assignee=${encodeURIComponent(NAME)}`, [1]],
  ['assignee=Noor', []],
  ['assignee=Noor&at=2026-09-10T09:01:30Z', [2]],
  [`assignee=Noor&assignee=${encodeURIComponent(` ${NAME} `)}`, [1]],
  ['priority=urgent', [3]],
  ['priority=normal&sort=number', [1, 2, 4]],
  ['priority=urgent&at=2026-09-10T09:02:30Z', []],
  ['duplicate-of=2', [3]],
  [`duplicate-of=3&duplicate-of=${ticketId(2)}`, [4, 3]],
  ['duplicate-of=3&at=2026-09-10T09:04:30Z', []],
  ['duplicate-of=77', []],
  ['needs-reply=true', [1]],
  ['needs-reply=false&waiting=true&sort=number', [2, 3, 4]],
  ['needs-reply=true&at=2026-09-10T10:00:30Z', []],
  ['q=cold&needs-reply=true', [1]],
])('lists by %s', async (query, found) => {
  const { status, body } = await api.get(`/api/tickets?${query}`);
  expect({ status, found: numbers(body) }).toEqual({ status: 200, found });
});

it('says of each ticket who takes care of it, how urgent it is and what reports the same', async () => {
  const { body } = await api.get('/api/tickets?sort=number');
  expect(body.items).toMatchObject([
    { assignee: NAME, priority: 'normal', duplicateOf: null },
    { assignee: null, priority: 'normal', duplicateOf: null },
    { assignee: null, priority: 'urgent', duplicateOf: ticketId(2) },
    { assignee: null, priority: 'normal', duplicateOf: ticketId(3) },
  ]);
});

it('finds the same group by each of its tickets, now and then', async () => {
  const groups = await groupsOf(api.world.query, [1, 2, 3, 4].map(ticketId));
  expect([...groups.keys()].sort()).toEqual([2, 3, 4].map(ticketId).sort());
  for (const { head, members, affected } of groups.values()) {
    expect([head.number, members.map(({ number }) => number), affected]).toEqual([2, [2, 3, 4], 4]);
  }
  const then = await groupsOf(api.world.query, [ticketId(3), ticketId(4)], new Date('2026-09-10T09:04:30Z'));
  expect([...then].map(([id, { members }]) => [id, members.map(({ number }) => number)])).toEqual([
    [ticketId(3), [2, 3]],
  ]);
});

it('reads pages of a young log by indexes, whatever its planner thinks of small tables', async () => {
  await api.world.query.withClient(async (client) => {
    const asked: string[] = [];
    const query = (config: QueryConfig): unknown => {
      asked.push(config.text);
      return client.query(config);
    };
    const db = { query } as unknown as Queryable;
    await getTicket(db, '3');
    await groupsOf(db, [ticketId(3)]);
    await listTickets(db, {});
    await client.query('set enable_seqscan = off');
    for (const text of asked) {
      const { rows } = await client.query<Explained>(`explain (generic_plan, format json) ${text}`);
      const scans = nodesOf((rows[0] as Explained)['QUERY PLAN'][0].Plan).filter((node) => node['Relation Name']);
      const whole = scans.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'checkpoint');
      expect(whole).toEqual([]);
      for (const events of scans.filter((node) => node['Relation Name'] === 'events'))
        expect(events['Index Cond']).toContain('stream =');
    }
    await client.query('reset enable_seqscan');
  });
});

type PlanNode = Readonly<Record<string, string>> & { readonly Plans?: readonly PlanNode[] };
interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }];
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}
