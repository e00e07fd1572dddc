/// <reference lib="dom" />
import { chromium } from 'playwright-core';
import { shared } from '#support/pages.js';
import { SeededRandom } from '../../../../bin/random.js';
import { ApiWorld } from '../../../../test/reference/api-world.js';
import { randomHistory } from '../../../../test/reference/history.js';
import { queryApi } from '../../query-api.js';

const ZONE = 'Europe/Rome';
const EVENTS = 160;
let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.create(queryApi, ZONE);
  const history = randomHistory(new SeededRandom(7), Date.parse('2032-02-20T20:00Z'), []);
  const events = Array.from({ length: EVENTS }, () => history.next().value!);
  await api.world.write(events);
  await api.world.project(0);
});
afterAll(() => api?.close());

/** A CloudEvent of the JSON interface. */
interface Event {
  readonly position: string;
  readonly subject: string;
  readonly type: string;
  readonly time: string;
  readonly role: string;
  readonly data: { readonly to?: string };
}
/** What the log says until a position, and what else has its millisecond, from the events of the JSON interface alone. */
async function ticketsUntil(position: number) {
  const { text } = await api.get('/api/events');
  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
  const until = events.find((event) => event.position === String(position))?.time ?? '';
  const tickets = new Map<string, { opened: number; closed?: number; answered?: number }>();
  for (const event of events.filter(({ time }) => time <= until)) {
    const at = Date.parse(event.time);
    if (event.type === 'helpdesk.TicketOpened') tickets.set(event.subject, { opened: at });
    const ticket = tickets.get(event.subject);
    if (!ticket) continue;
    if (event.type === 'helpdesk.StatusChanged' && event.data.to === 'closed') ticket.closed = at;
    if (event.type === 'helpdesk.MessagePosted' && event.role === 'helpdesk') ticket.answered ??= at;
  }
  return [...tickets.values()];
}

/** Each number of a page that counts tickets leads to as many of them, at its event. */
async function expectLists(path: string): Promise<number> {
  const facts = Object.entries(await factsOf(path)).filter(([id, { href }]) => href && !id.endsWith('Ms'));
  for (const [id, { exact, href = '' }] of facts) {
    expect(href).toMatch(/&at=\d+$/);
    const { body } = await api.get(
      href.replace('/tickets?', '/api/tickets?limit=200&').replace('answered=1', 'answered=true'),
    );
    expect([path, id, body.items.length]).toEqual([path, id, exact]);
  }
  return facts.length;
}

/** The numbers of a report: what each says exactly, and where it leads. */
async function factsOf(path: string) {
  const { status, text } = await api.get(path, '', { cookie: 'role=helpdesk' });
  expect(status).toBe(200);
  const plain = text.replaceAll('&amp;', '&');
  const found = [...plain.matchAll(/data-fact="([^"]*)" data-exact="([^"]*)"(?: href="([^"]*)")?/g)];
  return Object.fromEntries(
    found.map(([, id = '', exact = '', href]) => [id, { exact: exact === '' ? null : Number(exact), href }]),
  );
}

const monthOf = (at: number): string => new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(at).slice(0, 7);
const DAY = 86_400_000;

describe.each(['2032-02', '2032-03', '2032-04'])('the report of %s', (month) => {
  it.each([EVENTS, EVENTS / 2])('is what a fold of the log until event %i gives', async (position) => {
    const facts = await factsOf(`/reports/${month}?at=${position}`);
    const tickets = await ticketsUntil(position);
    const opened = tickets.filter((ticket) => monthOf(ticket.opened) === month);
    const times = opened.flatMap(({ opened, closed }) => (closed ? [closed - opened] : [])).sort((a, b) => a - b);
    const answers = opened
      .flatMap(({ opened, answered }) => (answered ? [answered - opened] : []))
      .sort((a, b) => a - b);
    const rank = (of: number[], part: number) => of[Math.ceil(of.length * part) - 1];
    const expected = {
      opened: opened.length,
      closedThen: tickets.filter(({ closed }) => closed && monthOf(closed) === month).length,
      closed: times.length,
      closedWithin1: times.filter((ms) => ms <= DAY).length,
      closedWithin3: times.filter((ms) => ms <= 3 * DAY).length,
      closedWithin7: times.filter((ms) => ms <= 7 * DAY).length,
      ...(times.length && { medianMs: rank(times, 0.5), p90Ms: rank(times, 0.9) }),
      ...(answers.length && {
        answered: answers.length,
        medianAnswerMs: rank(answers, 0.5),
        p90AnswerMs: rank(answers, 0.9),
      }),
      start: tickets.filter((t) => monthOf(t.opened) < month && !(t.closed && monthOf(t.closed) < month)).length,
      end: tickets.filter((t) => monthOf(t.opened) <= month && !(t.closed && monthOf(t.closed) <= month)).length,
    };
    expect(Object.fromEntries(Object.keys(expected).map((id) => [id, facts[id]?.exact]))).toEqual(expected);
  });

  it('leads from each number to as many tickets, at its event', async () => {
    const counts = await expectLists(`/reports/${month}?at=${EVENTS}`);
    expect(counts).toBeGreaterThan(month === '2032-02' ? 5 : 0);
  });
});

it.each(['', '&by=category', '&by=place', '&by=hour'])(
  'shows the tickets of any days%s, each number with its list',
  async (by) => {
    const days = 'from=2032-02-01&to=2032-04-30';
    expect(await expectLists(`/analytics?analysis=tickets&${days}${by}&at=${EVENTS}`)).toBeGreaterThan(5);
    expect(await expectLists(`/analytics?analysis=tickets&last=90&unit=days${by}`)).toBeGreaterThan(0);
  },
);

it('shows the age of the backlog, each number with its list', async () => {
  const { text } = await api.get(`/analytics?analysis=backlog&by=age&at=${EVENTS}`, '', { cookie: 'role=helpdesk' });
  const plain = text.replaceAll('&amp;', '&');
  // The heading says when, as that of each figure of the past does.
  expect(plain).toMatch(/Backlog by age <span class="nowrap">\(<time[^>]*>\d+ \w+ 2032, \d\d:\d\d/);
  const cells = [...plain.matchAll(/<td class="num"><a href="\/tickets\?([^"]*)">(\d+)</g)];
  expect(cells.length).toBeGreaterThan(3);
  for (const [, query, count] of cells)
    expect([query, (await api.get(`/api/tickets?limit=200&${query}`)).body.items.length]).toEqual([
      query,
      Number(count),
    ]);
});

it('by keyboard one comes to the last column of a chart, arrows go to the others, and Enter opens the list', async () => {
  const { endpoint } = await shared<{ endpoint: string }>('browser');
  const browser = await chromium.connect(endpoint);
  try {
    const context = await browser.newContext({ baseURL: api.url });
    await context.addCookies([{ name: 'role', value: 'helpdesk', url: api.url }]);
    const page = await context.newPage();
    await page.goto(`/reports?from=2032-02-01&to=2032-03-31&at=${EVENTS}`);
    const columns = page.locator('.chart').first().locator('.column > a');
    const last = (await columns.count()) - 1;
    expect(last).toBeGreaterThan(1);
    // Of all charts: which column has the focus, and which ones say their numbers.
    const chosen = async () =>
      page.locator('.column > a').evaluateAll((all) => ({
        focused: all.indexOf(document.activeElement as HTMLElement),
        said: all.flatMap((one, index) => {
          const readout = one.querySelector('.readout');
          return readout && getComputedStyle(readout).opacity === '1' ? [index] : [];
        }),
      }));
    const at = (index: number) => ({ focused: index, said: [index] });
    expect(await columns.evaluateAll((all) => all.filter((one) => (one as HTMLElement).tabIndex === 0).length)).toBe(1);
    await columns.nth(last).focus();
    await page.keyboard.press('ArrowRight');
    expect(await chosen()).toEqual(at(last));
    await page.keyboard.press('ArrowLeft');
    expect(await chosen()).toEqual(at(last - 1));
    await page.keyboard.press('ArrowRight');
    expect(await chosen()).toEqual(at(last));
    const list = await columns.nth(last).getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname + url.search === list);
  } finally {
    await browser.close();
  }
});

it('takes any days, and rejects what is no period', async () => {
  const page = (path: string) => api.get(path, '', { cookie: 'role=helpdesk' });
  expect((await page('/reports?from=2032-01-01&to=2032-12-31')).text).toContain('1 Jan');
  for (const path of [
    '/reports?from=2032-02-02&to=2032-02-01',
    '/reports',
    '/reports/2032-13',
    '/reports/2032-02?at=no',
  ])
    expect([path, (await page(path)).status]).toEqual([path, 400]);
  expect((await api.get('/reports/2032-02', '', { cookie: 'role=user' })).status).toBe(403);
});

it('takes a position of the log for the moment of a list', async () => {
  const { body } = await api.get('/api/tickets?at=40&limit=1');
  expect(body.asOf).toBeGreaterThanOrEqual(40);
  expect(body.asOf).toBeLessThan(EVENTS);
  expect((await api.get('/api/tickets?at=999999&limit=1')).body.asOf).toBe(EVENTS);
  expect((await api.get('/api/tickets?at=40', 'user')).status).toBe(403);
});
