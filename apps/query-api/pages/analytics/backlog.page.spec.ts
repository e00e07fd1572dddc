import { ApiWorld } from '../../../../test/reference/api-world.js';
import { queryApi } from '../../query-api.js';

let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await api.opened(1, 'The lift is stuck', 'facility-management', '2026-09-10T08:00:00.000Z');
  await api.opened(2, 'No wifi', 'technical-it', '2026-09-10T21:59:59.999Z');
  await api.opened(3, 'The soup is cold', 'services-complaints', '2026-09-10T22:00:00.000Z');
  await to(1, 'open', 'active', '2026-09-11T09:00:00.000Z');
  await api.event(
    2,
    'CategoryChanged',
    { from: 'technical-it', to: 'services-complaints' },
    { role: 'helpdesk', at: '2026-09-12T08:30:00.000Z' },
  );
  await to(1, 'active', 'closed', '2026-09-12T09:00:00.000Z');
});
afterAll(() => api?.close());

async function to(ticket: number, from: string, next: string, at: string): Promise<void> {
  await api.event(ticket, 'StatusChanged', { from, to: next }, { role: 'helpdesk', at });
}

const cookie = 'role=helpdesk';
async function html(path: string, lang = 'en'): Promise<string> {
  const { text } = await api.get(path, '', { cookie, 'Accept-Language': lang });
  return text.replaceAll('&amp;', '&');
}

interface Cell {
  readonly count: number;
  readonly href?: string;
}
/** The rows of the table, the oldest first: the name, then each category and the total. */
function rowsIn(text: string): { name: string; cells: Cell[] }[] {
  const body = /<tbody>(.*?)<\/tbody>/s.exec(text)?.[1] ?? '';
  return [...body.matchAll(/<tr[^>]*><th scope="row">([^<]*)<\/th>(.*?)<\/tr>/gs)]
    .map(([, name = '', cells = '']) => ({
      name,
      cells: [...cells.matchAll(/<td class="num">(?:<a href="([^"]*)">)?([\d,]+)/g)].map(([, href, count = '']) => ({
        count: Number(count.replaceAll(',', '')),
        ...(href && { href }),
      })),
    }))
    .toReversed();
}
const countsIn = (text: string): number[][] => rowsIn(text).map(({ cells }) => cells.map(({ count }) => count));

interface Point {
  readonly at: string;
  readonly total: number;
  readonly categories: readonly { readonly notYetClosed: number }[];
}
/** The same from the API, with what is open or active at the moment itself. */
async function askedOf(from: string, at: string, step: string, days: number): Promise<number[][]> {
  // More than 60 days are shown by weeks, more than a year by months.
  const ends = ({ at }: Point): boolean => {
    const local = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Rome' }).format(new Date(at));
    return days > 366 ? local.endsWith('-01') : days <= 60 || new Date(local).getUTCDay() === 1;
  };
  const { body } = await api.get(`/api/analytics/backlog?from=${from}&until=${at}&step=${step}`);
  const now = await api.get(`/api/analytics/active-by-category?at=${at}`);
  const last = now.body.categories.map(({ open, active }: { open: number; active: number }) => open + active);
  return [
    ...(body.points as Point[])
      .filter(ends)
      .map(({ total, categories }) => [...categories.map(({ notYetClosed }) => notYetClosed), total]),
    [...last, last.reduce((sum: number, count: number) => sum + count, 0)],
  ];
}

const AT = '2026-09-12T09:30:00.000Z';
const periods = [
  { last: 24, unit: 'hours', step: 'hour', from: '2026-09-11T09:30:00Z' },
  { last: 2, unit: 'days', step: 'hour', from: '2026-09-10T09:30:00Z' },
  { last: 168, unit: 'hours', step: 'hour', from: '2026-09-05T09:30:00Z' },
  { last: 7, unit: 'days', step: 'day', from: '2026-09-05T09:30:00Z' },
  { last: 90, unit: 'days', step: 'day', from: '2026-06-14T09:30:00Z' },
  { last: 3650, unit: 'days', step: 'day', from: '2016-09-14T09:30:00Z' },
];

describe.each(periods)('the backlog of the last $last $unit', ({ last, unit, step, from }) => {
  const path = `/analytics?analysis=backlog&last=${last}&unit=${unit}&at=${AT}`;

  it(`shows what the API says of each ${step} and of the moment itself`, async () => {
    const asked = await askedOf(from, AT, step, unit === 'days' ? last : 1);
    expect(countsIn(await html(path))).toEqual(asked);
    expect(asked.at(-1)).toEqual([0, 0, 2, 2]);
  });

  it('draws them', async () => {
    const text = await html(path);
    const rows = countsIn(text);
    const said = text.matchAll(
      /class="readout"[^>]*><p>[^<]*: (\d+) <br>Facility management (\d+), [^<\d]+(\d+), [^<\d]+(\d+)</g,
    );
    const drawn = [...said].map(([, total, ...parts]) => [...parts, total].map(Number));
    expect(drawn).toEqual(rows);
  });
});

it('leads from each number to a list with as many tickets', async () => {
  const rows = rowsIn(await html(`/analytics?analysis=backlog&last=7&unit=days&at=${AT}`));
  const linked = rows.flatMap(({ cells }) => cells).filter(({ href }) => href !== undefined);
  for (const { count, href } of linked) {
    const listed = (await html(href as string)).match(/<li class="row[ "]/g) ?? [];
    expect({ href, tickets: listed.length }).toEqual({ href, tickets: count });
  }
  expect(linked.map(({ count }) => count)).toEqual([1, 1, 2, 1, 1, 1, 3, 2, 2]);
  expect(rows.flatMap(({ cells }) => cells).filter(({ count, href }) => count > 0 && !href)).toEqual([]);
});

const listed = async (href: string): Promise<number> => ((await html(href)).match(/<li class="row[ "]/g) ?? []).length;

it.each([
  ['open-tickets', [2, 2, 1, 1]],
  ['backlog', [2, 2, 3, 3, 2, 2]],
] as const)('leads from each part of a column of %s to the tickets of that part', async (analysis, expected) => {
  const text = await html(`/analytics?analysis=${analysis}&last=7&unit=days&at=${AT}`);
  const counts: number[] = [];
  for (const [, body = ''] of text.matchAll(/<g class="column">(.*?)<\/g><\/g>/g)) {
    const [, title = ''] = /class="readout"[^>]*><p>([^<]*)/.exec(body) ?? [];
    const links = [...body.matchAll(/<a href="([^"]*)"[^>]*><rect class="part/g)].map(([, href = '']) => href);
    const found = await Promise.all(links.map(listed));
    const [whole] = [...body.matchAll(/<a href="([^"]*)"[^>]*><rect class="touch/g)].map(([, href = '']) => href);
    const total = Number(/: (\d+)/.exec(title)?.[1]);
    expect({ title, total: found.reduce((sum, count) => sum + count, 0) }).toEqual({ title, total });
    if (whole) counts.push(await listed(whole), total);
  }
  expect(counts.slice(0, 6)).toEqual(expected);
});

it('labels a column with all that were opened, and its part within', async () => {
  const text = await html(`/analytics?analysis=open-tickets&last=7&unit=days&at=${AT}`);
  const words = (name: string) =>
    [...text.matchAll(new RegExp(`<text class="${name}"[^>]*>(\\d+)<`, 'g'))].map(([, n]) => n);
  // Only the highest one, since the last one is empty; the others say it when they are chosen.
  expect(words('value')).toEqual(['2']);
  expect(text).toMatch(/class="readout"[^>]*><p>11 Sept 2026: 1 opened, 1 not yet closed</);
  expect(words('inside')).toEqual(['1']);
});

it('shows a month beside the one before', async () => {
  const text = await html('/analytics?from=2026-09-01&to=2026-09-30');
  expect(text).toMatch(/Opened 1\s*–\s*30 Sept 2026, not yet closed/);
  // Two are open now; a month earlier there was none.
  expect(text).toContain('+2 on the period before');
  expect(text).toContain('<svg class="before"');
  const levels = rowsIn(await html('/analytics?analysis=backlog&from=2026-09-11&to=2026-09-11'));
  expect(levels.map(({ name, cells }) => [name, cells.at(-1)?.count])).toEqual([
    ['10 Sept', 2],
    ['11 Sept, 23:59', 3],
  ]);
});

it.each([
  [60, '10 Sept 2026'],
  [61, 'Week of 7 Sept'],
  [90, 'Week of 7 Sept'],
  [365, 'Week of 7 Sept'],
  [400, 'Sept 2026'],
])('puts the openings of %i days together', async (last, name) => {
  const rows = rowsIn(await html(`/analytics?last=${last}&unit=days&at=${AT}`));
  expect(rows.find((row) => row.name === name)?.cells[0]?.count).toBe(name.startsWith('10') ? 2 : 3);
});

it.each(['open-tickets', 'tickets', 'resolution-time', 'active-by-category', 'by-place', 'backlog'])(
  'offers %s as a file',
  async (analysis) => {
    const text = await html(`/analytics?analysis=${analysis}&last=7&unit=days&at=${AT}`);
    const href = /<a href="(\/api\/analytics\/[^"]*)"/.exec(text)?.[1] ?? '';
    const file = await api.get(href);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(href.startsWith(`/api/analytics/${analysis}.csv?`)).toBe(true);
  },
);

it('says which days a period may have', async () => {
  const { status, text } = await api.get('/analytics?from=2026-09-11&to=2026-09-10', '', { cookie });
  expect(status).toBe(422);
  expect(text).toContain('Choose a first day and a last one');
});

it('says in a banner that a moment is past', async () => {
  expect(await html(`/analytics?at=${AT}`)).toContain('You see the figures as of');
  expect(await html('/analytics')).not.toContain('You see the figures as of');
});

it('counts a day until its local midnight, and names it', async () => {
  const text = await html(`/analytics?analysis=backlog&last=3&unit=days&at=${AT}`);
  expect(rowsIn(text).map(({ name, cells }) => [name, cells.at(-1)?.count])).toEqual([
    ['9 Sept', 0],
    ['10 Sept', 2],
    ['11 Sept', 3],
    ['12 Sept, 11:30', 2],
  ]);
  expect(text).toContain('+2 since 9 Sept<');
});

it('ends with a full hour once, with all of it, when that is its moment', async () => {
  const rows = rowsIn(await html('/analytics?analysis=backlog&last=2&unit=hours&at=2026-09-12T09:00:00Z'));
  expect(rows.map(({ name, cells }) => [name, ...cells.map(({ count }) => count)])).toEqual([
    ['12 Sept, 09:00', 1, 1, 1, 3],
    ['12 Sept, 10:00', 1, 1, 1, 3],
    ['12 Sept, 11:00', 0, 0, 2, 2],
  ]);
});

it('says how many there are on its card, whatever figure is drawn', async () => {
  for (const analysis of ['open-tickets', 'resolution-time', 'active-by-category', 'backlog']) {
    const text = await html(`/analytics?analysis=${analysis}&at=${AT}`);
    expect(text).toMatch(/Backlog<\/span>\s*<span class="figure-number">2<\/span><span[^>]*>2 open, 0 active</);
  }
});

it('stays at its moment when another period is chosen', async () => {
  expect(await html(`/analytics?analysis=backlog&at=${AT}`)).toContain(`<input type="hidden" name="at" value="${AT}">`);
});

it('speaks Italian, and of now when no moment is given', async () => {
  const text = await html('/analytics?analysis=backlog', 'it');
  expect(text).toContain('Arretrato, giorno per giorno');
  expect(rowsIn(text).at(-1)).toMatchObject({ name: 'Adesso', cells: [{ count: 0 }, { count: 0 }, { count: 2 }, {}] });
});

it.each([
  ['last=0', '0'],
  ['last=-3', '-3'],
  ['last=abc', 'abc'],
  ['last=87601&unit=hours', '87601'],
  ['last=3651&unit=days', '3651'],
])('%s gives the page with what is wrong in its field', async (query, typed) => {
  const { status, text } = await api.get(`/analytics?${query}`, '', { cookie: 'role=helpdesk' });
  expect(status).toBe(422);
  expect(text).toContain('The period can be 1 to 87,600 hours or 1 to 3,650 days.');
  expect(text).toContain(`value="${typed}" aria-invalid="true" aria-describedby="last-error"`);
});

it.each(['unit=weeks', 'at=yesterday'])('refuses %s', async (query) => {
  const { status, text } = await api.get(`/analytics?analysis=backlog&${query}`, '', { cookie });
  expect(status).toBe(400);
  expect(text).toContain('<h1');
});

it('is for the helpdesk', async () => {
  expect((await api.get('/analytics?analysis=backlog', '', { cookie: 'role=user' })).status).toBe(403);
});
