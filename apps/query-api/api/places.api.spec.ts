import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { ApiWorld } from '../../../test/reference/api-world.js';
import { readPlaces } from '../queries/known-places.js';
import { queryApi } from '../query-api.js';

const file = join(tmpdir(), `places-${process.pid}.csv`);
let api: ApiWorld;

beforeAll(async () => {
  writeFileSync(file, '\uFEFFcode,name,parent,kind\r\nb,"Building B, north",,building\r\nb 204,,b,room\r\n');
  process.env['HELPDESK_PLACES'] = file;
  api = await ApiWorld.create(queryApi);
  await api.opened(1, 'Cold', 'facility-management', '2026-09-10T08:00:00Z');
  await api.opened(2, 'Dark', 'facility-management', '2026-09-10T08:01:00Z');
  await api.opened(3, 'Loud', 'technical-it', '2026-09-10T08:02:00Z');
  const place = (ticket: number, said: string | null, at: string) =>
    api.event(ticket, 'PlaceChanged', {}, { secret: { place: said }, at });
  await place(1, 'B-204', '2026-09-10T09:00:00Z');
  await place(2, 'B-204', '2026-09-10T09:01:00Z');
  await place(3, 'Archive "7", "place":"x', '2026-09-10T09:02:00Z');
  const helpdesk = { role: 'helpdesk' };
  await api.event(2, 'StatusChanged', { from: 'open', to: 'active' }, { ...helpdesk, at: '2026-09-10T10:00:00Z' });
  await api.event(3, 'StatusChanged', { from: 'open', to: 'active' }, { ...helpdesk, at: '2026-09-10T10:01:00Z' });
});
afterAll(async () => {
  delete process.env['HELPDESK_PLACES'];
  await api?.close();
});

const numbers = (body: { items: { number: number }[] }): number[] => body.items.map(({ number }) => number);

it.each([
  ['place=b+204', [2, 1]],
  ['place=B-204&place=nowhere', [2, 1]],
  ['place=B-204&status=open', [1]],
  ['place=B-204&at=2026-09-10T09:00:30Z', [1]],
  ['place=B-204&at=2026-09-10T08:30:00Z', []],
  ['place=', [3, 2, 1]],
  ['without=place', []],
  ['without=place&at=2026-09-10T09:01:30Z', [3]],
  ['without=assignee&without=place&at=2026-09-10T09:00:30Z', [3, 2]],
])('lists by %s', async (query, found) => {
  const { status, body } = await api.get(`/api/tickets?${query}`);
  expect({ status, found: numbers(body) }).toEqual({ status: 200, found });
});

it('rejects a place that no ticket can have, and fields that are never empty', async () => {
  expect((await api.get('/api/tickets?without=category')).status).toBe(400);
  expect((await api.get('/api/tickets?place=%00')).status).toBe(400);
});

it('counts what is not closed by place, now and then', async () => {
  const { body } = await api.get('/api/analytics/by-place');
  expect(body).toMatchObject({
    total: { active: 2, open: 1 },
    places: [{ place: 'B-204', active: 1, open: 1 }, { active: 1 }],
    withoutPlace: { active: 0, open: 0 },
  });
  const then = await api.get('/api/analytics/by-place?at=2026-09-10T09:00:30Z');
  expect(then.body).toMatchObject({ places: [{ place: 'B-204', open: 1 }], withoutPlace: { open: 2 } });
  expect((await api.get('/api/analytics/by-place', 'user')).status).toBe(403);
  const file = await api.get('/api/analytics/by-place.csv?at=2026-09-10T09:00:30Z');
  expect(file.text).toBe('place,active,open\r\nB-204,0,1\r\n,0,2\r\n');
  const page = await api.get('/analytics?analysis=by-place&at=2026-09-10T09:00:30Z', '', { cookie: 'role=helpdesk' });
  const [, list = ''] = /Without a place<.*?href="([^"]*)">2</.exec(page.text) ?? [];
  const { text } = await api.get(list.replaceAll('&amp;', '&'), '', {
    cookie: 'role=helpdesk',
  });
  expect(text.match(/<li class="row[ "]/g)).toHaveLength(2);
  expect(text).toContain('<span>Without a place</span>');
});

it('suggests places of the campus by code or name, and those of tickets', async () => {
  const codes = async (q: string) =>
    (await api.get(`/api/places?q=${q}`, 'user')).body.places.map(({ code }: { code: string }) => code);
  expect(await codes('b204')).toEqual(['B-204']);
  expect(await codes('NORTH')).toEqual(['b']);
  expect(await codes('archive')).toHaveLength(1);
  expect((await api.get('/api/places?q=north')).body.places).toEqual([
    { code: 'b', name: 'Building B, north', parent: null, kind: 'building' },
  ]);
});

it('suggests no place of a closed ticket, and keeps none of an erased one, in the past either', async () => {
  const closed = { from: 'active', to: 'closed' };
  await api.event(3, 'StatusChanged', closed, { role: 'helpdesk', at: '2026-09-10T11:00:00Z' });
  expect((await api.get('/api/places?q=archive', 'user')).body.places).toEqual([]);
  const then = '/api/tickets?at=2026-09-10T10:30:00Z';
  expect((await api.get(then)).text).toContain('Archive');
  await api.event(3, 'TextErased', { reason: 'asked' }, { role: 'operator', at: '2026-09-10T12:00:00Z' });
  for (const path of [then, '/api/tickets', '/api/tickets.csv'])
    expect((await api.get(path)).text).not.toContain('Archive');
  const { rows } = await api.world.query.query('select place, item from tickets_history where number = 3');
  expect(rows).toHaveLength(4);
  for (const { place, item } of rows) expect([place, JSON.parse(`{${item}}`).place]).toEqual([null, null]);
});

it('says what is wrong with a file of places', () => {
  writeFileSync(`${file}.bad`, 'code,name\n,Nowhere\n');
  expect(() => readPlaces(`${file}.bad`)).toThrow(/HELPDESK_PLACES: the file .*has 1 to 80 characters/s);
  expect(() => readPlaces(`${file}.none`)).toThrow(/ENOENT/);
});
