import { readHead } from '#libs/event-log/read.js';
import { noteVerification } from '#libs/event-log/verifications.js';
import { ApiWorld, ticketId } from '../../../../test/reference/api-world.js';
import { queryApi } from '../../query-api.js';

let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.create(queryApi);
  await api.opened(1, 'The lift is stuck', 'facility-management', '2026-09-10T08:00:00.000Z');
  await api.opened(2, 'No wifi', 'technical-it', '2026-09-10T09:00:00.000Z');
  await api.event(
    1,
    'StatusChanged',
    { from: 'open', to: 'active' },
    { role: 'helpdesk', at: '2026-09-10T10:00:00.000Z' },
  );
  await api.event(
    1,
    'MessagePosted',
    { messageId: ticketId(99) },
    { role: 'helpdesk', name: 'Ada', at: '2026-09-10T11:00:00.123Z', secret: { text: 'Somebody comes at 100 %' } },
  );
  await api.event(
    1,
    'CategoryChanged',
    { from: 'facility-management', to: 'services-complaints' },
    { role: 'helpdesk', at: '2026-09-10T12:00:00.000Z' },
  );
});
afterAll(() => api?.close());

async function page(path: string, role = 'helpdesk'): Promise<{ status: number; text: string }> {
  const { status, text } = await api.get(path, '', { cookie: `role=${role}` });
  return { status, text: text.replaceAll(/\s+/g, ' ') };
}
const positionsIn = (text: string): number[] =>
  [...text.matchAll(/id="position-(\d+)"/g)].map(([, position]) => Number(position));
const nextIn = (text: string): string | undefined =>
  /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&');

describe('/audit', () => {
  it.each([
    ['', [5, 4, 3, 2, 1]],
    ['type=TicketOpened', [2, 1]],
    ['ticket=2', [2]],
    ['ticket=%231&role=user', [1]],
    ['role=helpdesk', [5, 4, 3]],
    ['q=LIFT', [1]],
    ['q=100 %25', [4]],
    ['from=2026-09-10T12:00&until=2026-09-10T13:00', [3]],
    ['until=2026-09-10T10:59:59', [1]],
    ['type=MessagePosted&ticket=1&role=helpdesk&q=comes&from=2026-09-10T13:00', [4]],
    ['type=&role=&ticket=&q=&from=&until=', [5, 4, 3, 2, 1]],
    ['q=nothing of the kind', []],
  ])('finds by %s, with times of the zone of the installation', async (query, positions) => {
    const { status, text } = await page(`/audit?${query}`);
    expect({ status, positions: positionsIn(text) }).toEqual({ status: 200, positions });
  });

  it.each(['type=Nothing', 'role=king', 'ticket=x', 'from=yesterday', 'before=0'])('refuses %s', async (query) => {
    expect((await page(`/audit?${query}`)).status).toBe(400);
  });

  it('is for the helpdesk', async () => {
    expect((await page('/audit', 'user')).status).toBe(403);
  });

  it('shows the head of the chain, and what the last verification found', async () => {
    const { owner } = api.world;
    const head = await readHead(owner);
    const before = (await page('/audit')).text;
    expect(before).toContain(`<code>${head.position}:${head.hash.toString('hex')}</code>`);
    expect(before).toContain('Not verified yet');
    expect(before).not.toContain('#i-check');
    await noteVerification(owner, { ok: true, head: { ...head, position: 3 }, events: 3, erased: 0 }, ['--expect']);
    const good = (await page('/audit')).text;
    expect(good).toMatch(/#i-check"\/><\/svg>Every event up to 3 is unchanged\./);
    expect(good).toContain('compared with 1 checkpoint hash · 2 events have been written since');
    const bad = { position: 2, reason: 'its time or place was <changed>' };
    await noteVerification(owner, { ok: false, head, events: 1, erased: 0, bad }, []);
    const found = (await page('/audit')).text;
    expect(found).not.toContain('#i-check');
    expect(found).toContain('Event 2 was changed: its time or place was &lt;changed&gt;.');
    expect(found).toContain('nothing has been written since');
  });

  it('goes back page by page, each event once, whatever is written meanwhile', async () => {
    for (let n = 0; n < 120; n++) await api.event(2, 'MeTooAdded', {}, { projected: n % 40 === 39 });
    const seen: number[] = [];
    let path: string | undefined = '/audit?type=MeTooAdded';
    while (path) {
      const { text } = await page(path);
      seen.push(...positionsIn(text));
      path = nextIn(text);
      await api.event(2, 'MeTooAdded', {});
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => 125 - index));
  });
});

describe('the history of a ticket', () => {
  it('tells every event with its exact time, role and position, and what was before', async () => {
    const { text } = await page('/tickets/1/history');
    expect([...text.matchAll(/id="version-(\d)"/g)].map(([, version]) => version)).toEqual(['1', '2', '3', '4']);
    const [, , status = '', message = '', category = ''] = text.split('<li class="card step');
    expect(status).toMatch(/Open .*Active/);
    expect(status).toContain('2026-09-10T10:00:00.000Z');
    expect(status).toMatch(/12:00:00\.000/);
    expect(status).toContain('event 3 ·');
    expect(message).toMatch(/13:00:00\.123/);
    expect(message).toContain('(<bdi>Ada</bdi>)');
    expect(category).toMatch(/Facility.* .*Services/);
  });

  it('shows the ticket as it was at each event', async () => {
    const then = async (version: number): Promise<string> =>
      /<dl class="then-facts">(.*?)<\/section>/.exec((await page(`/tickets/1/history?version=${version}`)).text)?.[1] ??
      '';
    expect(await then(1)).toMatch(/Open.*Facility.*The lift is stuck/);
    expect(await then(1)).not.toMatch(/Messages|<dd>0/);
    expect(await then(3)).toMatch(/Active.*Facility.*Messages<\/dt><dd>1<\/dd>/);
    expect(await then(4)).toMatch(/Active.*Services/);
    expect(await then(9)).toBe('');
  });
});
