import { Target, type Answer, type Opened } from './target.js';

/** Stands before each sign that must not arrive as it is. */
const MARK = 'zqz';
const ATTACKS = [
  `${MARK}<script>alert(1)</script>`,
  `</title></textarea>${MARK}<img src=x onerror=alert(1)>`,
  `${MARK}" autofocus onfocus="alert(1)`,
  `${MARK}' onmouseover='alert(1)`,
  `https://evil.example/"${MARK}"onclick="alert(1)`,
  `javascript:alert(1) http://evil.example/<${MARK}<script>`,
  `#1${MARK}<b> ${MARK}&lt;script>`,
  `{{constructor}} {{{visit.browser}}} $t(app.name) \${7*7} ${MARK}<`,
  `hello\r\n\r\nevent: evil\r\nid: 9999999\r\ndata: ${MARK}<script>\u2028\u2029`,
  `=HYPERLINK("http://evil.example";"${MARK}")`,
];
/** As a name: shorter, and on one line. */
const NAMES = [`${MARK}<script>alert(1)</script>`, `${MARK}" onfocus="x`, `${MARK}'{{role}}$t(app.name)`];

let target: Target;
const tickets: Opened[] = [];

beforeAll(async () => {
  target = await Target.start();
  for (const [index, attack] of ATTACKS.entries()) {
    const name = encodeURIComponent(NAMES[index % NAMES.length] ?? '');
    const headers = { 'helpdesk-name': name };
    const opened = await target.open(attack, headers);
    const ask = { role: 'helpdesk', headers } as const;
    await target.command('POST', `/tickets/${opened.number}/messages`, { text: attack }, ask);
    const description = `${attack} ${MARK}<i>changed</i>`;
    const { body } = await target.command('PATCH', `/tickets/${opened.number}`, { description }, ask);
    tickets.push(JSON.parse(body) as Opened);
  }
  await target.readable(tickets.at(-1)?.position ?? 0);
}, 60_000);

afterAll(async () => {
  await target?.stop();
});

/**
 * Signs with a meaning in HTML that follow the probe unescaped; empty is good. The page itself quotes single words, and highlights
 * what a search found.
 */
function unescaped(page: string): string[] {
  const html = page.replace(/<\/?mark>/g, '');
  return [
    ...html.matchAll(new RegExp(`${MARK}(?!</q>)[<>"'\`&](?!(?:lt|gt|quot|amp|#x27|#x3D|#x60);).{0,20}`, 'gs')),
  ].map(([found]) => found);
}

/** What is wrong with an answer that holds texts of people. */
function harmIn({ headers, body }: Answer): string[] {
  // In a title quotes mean nothing.
  const titled = body.replace(/<title>[^<]*<\/title>/, '');
  return [...unescaped(titled), ...(headers.get('x-content-type-options') === 'nosniff' ? [] : ['may be sniffed'])];
}

describe('script that people write', () => {
  const pages = ['/tickets', '/tickets?sort=number&limit=200', '/tickets?mine=1', '/analytics', '/audit'];

  it.each(pages)('stays text in %s', async (path) => {
    for (const role of ['user', 'helpdesk'] as const) {
      for (const partial of [false, true]) expect(harmIn(await target.get(path, { role, partial }))).toEqual([]);
    }
  });

  it('stays text in tickets and their histories, as page and as partials', async () => {
    for (const { number } of tickets) {
      for (const path of [`/tickets/${number}`, `/tickets/${number}/history`, `/tickets/${number}/history?version=2`]) {
        const page = await target.get(path, { role: 'helpdesk' });
        expect(page.status).toBe(200);
        expect(harmIn(page)).toEqual([]);
        expect(harmIn(await target.get(path, { role: 'helpdesk', partial: true }))).toEqual([]);
      }
    }
  });

  it('is shown at all', async () => {
    const { body } = await target.get(`/tickets/${tickets[0]?.number}`, { role: 'user' });
    expect(body).toContain(`${MARK}&lt;script&gt;`);
    expect(unescaped(`<p>${MARK}<script></p>`)).toHaveLength(1);
  });

  it('stays text where a form is given back', async () => {
    const number = tickets[0]?.number;
    for (const attack of ATTACKS) {
      const long = attack + ' x'.repeat(2_500);
      const rejected = [
        await target.post('/tickets', { description: long, name: NAMES[0] ?? '' }, { role: 'user' }),
        await target.post(
          `/tickets/${number}/messages`,
          { text: long, nonce: attack },
          { role: 'user', partial: true },
        ),
        await target.post(`/tickets/${number}/description`, { description: long }, { role: 'user' }),
        await target.post(`/tickets/${number}/category`, { category: attack }, { role: 'helpdesk' }),
        await target.post(`/tickets/${number}/status`, { status: attack, text: '' }, { role: 'helpdesk' }),
      ];
      expect(rejected.map(({ status }) => status)).toEqual([422, 422, 422, 422, 400]);
      expect(rejected.flatMap(harmIn)).toEqual([]);
    }
  });

  it('stays text in the search box, in a draft and in the way back', async () => {
    for (const attack of ATTACKS.map((text) => encodeURIComponent(text.slice(0, 150)))) {
      for (const path of [
        '/tickets?q=',
        '/tickets/new?description=',
        '/?back=/',
        '/audit?q=',
        '/tickets?opened-month=',
      ]) {
        expect(harmIn(await target.get(path + attack, { role: 'helpdesk' }))).toEqual([]);
      }
    }
  });

  it('stays text in what is looked up while somebody writes, and after work on many tickets', async () => {
    for (const attack of ATTACKS) {
      const similar = await target.post('/tickets/similar', { description: attack }, { role: 'user', partial: true });
      const fields = {
        action: 'message',
        text: attack,
        back: `/tickets?q=${attack}`,
        ticket: String(tickets[0]?.number),
      };
      const bulk = await target.post('/tickets/bulk', fields, { role: 'helpdesk' });
      expect([similar, bulk].flatMap(harmIn)).toEqual([]);
      expect([similar.status, bulk.status]).toEqual([200, 200]);
    }
  });

  it('stays text in streams, and makes no message of its own', async () => {
    const last = tickets.at(-1)?.position ?? 0;
    for (const { number } of tickets) {
      const said = await target.stream(
        `/tickets/${number}/stream?after=1`,
        { role: 'helpdesk' },
        (text) => text.includes('\n\n') && text.includes('data:'),
      );
      expect(said).toContain(MARK);
      expect(unescaped(said)).toEqual([]);
      expect(said).not.toMatch(/^(event: evil|id: 9999999)/m);
      expect(Number(/^id: (\d+)/m.exec(said)?.[1])).toBeGreaterThanOrEqual(last);
    }
    const list = await target.stream('/tickets/stream?after=0', { role: 'user' }, (text) => text.includes('data: '));
    expect(list).toContain(MARK);
    expect(unescaped(list)).toEqual([]);
  });

  it('finds no template engine that runs it', async () => {
    const { body } = await target.get(`/tickets/${tickets[7]?.number}`, { role: 'user' });
    expect(body).toContain('{{constructor}} {{{visit.browser}}} $t(app.name) ${7*7}');
  });

  it('would not run even if it got through', async () => {
    for (const path of ['/', '/tickets', `/tickets/${tickets[0]?.number}`, '/tickets/999999']) {
      const { headers } = await target.get(path, { role: 'user' });
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain(`default-src 'none'`);
      expect(policy).toContain(`script-src 'self'`);
      expect(policy).toContain(`frame-ancestors 'none'`);
      expect(policy).not.toMatch(/unsafe|\*|data:|https?:/);
    }
  });

  it('is no page in JSON answers', async () => {
    for (const path of [
      '/api/tickets',
      `/api/tickets/${tickets[0]?.number}`,
      '/api/tickets?q=%3Cscript%3E&x=%3Cb%3E',
    ]) {
      const { headers } = await target.get(path, { role: 'helpdesk', headers: { accept: '*/*' } });
      expect(headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it.each(['/tickets.csv', '/api/tickets.csv'])('begins no formula in %s', async (path) => {
    for (const role of ['user', 'helpdesk'] as const) {
      const { headers, body } = await target.get(path, { role, headers: { accept: '*/*' } });
      expect(headers.get('content-type')).toContain('text/csv');
      expect(headers.get('content-disposition')).toContain('attachment');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      const cells = [...body.matchAll(/(?<=^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
        ([, a, b]) => a ?? b ?? '',
      );
      expect(cells.some((cell) => cell.startsWith("'=HYPERLINK"))).toBe(true);
      expect(cells.filter((cell) => /^\s*[=+\-@|%]/.test(cell))).toEqual([]);
    }
  });

  it('makes no line of its own in the feed of events', async () => {
    const { headers, body } = await target.get('/api/events?after=0', { role: 'helpdesk', headers: { accept: '*/*' } });
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const events = body.trim().split('\n');
    const positions = events.map((line) => (JSON.parse(line) as { position: string }).position);
    expect(positions.length).toBeGreaterThanOrEqual(tickets.at(-1)?.position ?? Infinity);
    expect(positions).toEqual(positions.map((_, index) => String(index + 1)));
    expect(body).toContain(MARK);
  });

  it('did no damage', () => {
    expect(target.damage).toEqual([]);
  });
});
