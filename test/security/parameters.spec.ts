import { openClient } from '#libs/platform/database.js';
import { verifyLog } from '#libs/event-log/verify.js';
import { currentSchema } from '#libs/read-models/computations.js';
import { Target, type Ask } from './target.js';

const HELPDESK: Ask = { role: 'helpdesk', headers: { accept: '*/*' } };
/** A read that takes longer than this many milliseconds obeyed a `pg_sleep`, or chokes. */
const QUICK = 10_000;

const INJECTIONS = [
  `'`,
  `"\\`,
  `1; select pg_sleep(12)--`,
  `'||pg_sleep(12)||'`,
  `') union select current_user, version() --`,
  `:* & !( | ) <-> 'x`,
];
const EXTREMES = [
  '-1',
  '2147483648',
  '99999999999999999999999999',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '0000-01-01T00:00',
  '0000-01',
  'a\0b',
  'x'.repeat(4_000),
  cursor('-modified', '999999999999999', '9999999999'),
];
/** What is left for those who have more time. */
const MORE = [
  `' or '1'='1`,
  `'; drop table log.events; --`,
  '-number; delete from tickets',
  `number, (select pg_sleep(12))`,
  `$1`,
  `%' escape '`,
  '',
  ' ',
  '0',
  '1.5',
  '1e400',
  'NaN',
  'null',
  '9223372036854775808',
  '0001-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '2026-02-30T00:00:00Z',
  '2026-11-03T09:15:00+99:00',
  '9999-12',
  '2026-13',
  '-modified',
  '\u{1F525}'.repeat(60),
  ' and '.repeat(300),
  cursor('opened', '1', '9999999999'),
  cursor('-modified', '-1', '-1'),
  cursor('number', '1', '2147483648'),
];
const VALUES = [...INJECTIONS, ...EXTREMES, ...(process.env['RUN_LONG'] ? MORE : [])];
/** Sent as they are: what no encoder would make. */
const RAW = ['%zz', '%ED%A0%80', '%0d%0aX-Evil:1', '[a]=1', '[__proto__][x]=1'];

/** The parameters of the pages; those of the API stand in its OpenAPI document. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  '/': ['back'],
  '/tickets': [
    'status',
    'category',
    'q',
    'waiting',
    'mine',
    'sort',
    'opened-from',
    'opened-until',
    'opened-month',
    'at',
    'cursor',
    'limit',
    '__proto__',
  ],
  '/tickets/new': ['description', 'follows'],
  '/tickets/1': ['at'],
  '/tickets/1/history': ['version'],
  '/analytics': ['analysis', 'last', 'unit', 'at'],
  '/audit': ['type', 'ticket', 'role', 'from', 'until', 'q', 'before'],
};

interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly get?: { readonly parameters?: readonly Parameter[] } }>>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
}

jest.setTimeout(process.env['RUN_LONG'] ? 120_000 : 30_000);

let target: Target;

beforeAll(async () => {
  target = await Target.start();
  await target.open('the projector in hall B is dark');
  await target.openAndClose('no water on the second floor');
}, 60_000);

afterAll(async () => {
  await target?.stop();
});

/** Those answers that are wrong: failures of the server, and late ones. Only a few downloads run at once, so they come one by one. */
async function failures(paths: readonly string[], ask: Ask): Promise<string[]> {
  const downloads = paths.filter((path) => path.includes('.csv'));
  const pages = paths.filter((path) => !path.includes('.csv'));
  return [...(await failuresOf(pages, ask, 12)), ...(await failuresOf(downloads, ask, 1))];
}

async function failuresOf(paths: readonly string[], ask: Ask, atOnce: number): Promise<string[]> {
  const waiting = [...paths];
  const found: string[] = [];
  const worker = async (): Promise<void> => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const began = performance.now();
      const { status } = await target.get(path, ask);
      if (status >= 500 || performance.now() - began > QUICK) found.push(`${status} ${path}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return found;
}

function withValues(path: string, parameter: string): string[] {
  const encoded = VALUES.map((value) => `=${encodeURIComponent(value)}`);
  const twice = `=1&${parameter}=${encodeURIComponent(`' or 1=1`)}`;
  return [...encoded, ...RAW.map((raw) => (raw.startsWith('[') ? raw : `=${raw}`)), twice].map(
    (value) => `${path}?${parameter}${value}`,
  );
}

describe('SQL and nonsense', () => {
  it.each(Object.entries(PAGES))('in the parameters of %s breaks nothing', async (path, parameters) => {
    const paths = parameters.flatMap((parameter) => withValues(path, parameter));
    expect(await failures(paths, HELPDESK)).toEqual([]);
  });

  it('in the parameters of the API breaks nothing', async () => {
    const { body } = await target.get('/api/openapi.json');
    const { paths } = JSON.parse(body) as OpenApi;
    const known = Object.entries(paths).flatMap(([path, { get }]) =>
      (get?.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => [path, name] as const),
    );
    expect(known.length).toBeGreaterThan(15);
    const all = known.flatMap(([path, name]) => withValues(path.replace('{id}', '1'), name));
    expect(await failures(all, HELPDESK)).toEqual([]);
  });

  it('in the parts of an address breaks nothing', async () => {
    const values = VALUES.filter((value) => value !== '').map(encodeURIComponent);
    const places = ['/tickets/~', '/tickets/~/stream', '/tickets/~/history', '/api/tickets/~', '/assets/~', '/~'];
    const paths = places.flatMap((place) => [...values, '%', '%FF', '..%2f'].map((value) => place.replace('~', value)));
    const open = paths.filter((path) => !/\/(999999999|0)\/stream/.test(path));
    expect(await failures(open, HELPDESK)).toEqual([]);
  });

  it('in headers and cookies breaks nothing', async () => {
    const values = [...VALUES, '%', '%zz', '%00', '%FF'].filter((value) => /^[ -~]*$/.test(value));
    const found: string[] = [];
    for (const value of values.map((text) => text.slice(0, 2_000))) {
      const cookies = `role=helpdesk; after=x${value}; seen=${value}; mine=${value}; name=${value}; lang=${value}; browser=${value}`;
      const headers = {
        'last-event-id': value,
        'helpdesk-wait-for': `x${value}`,
        'hx-current-url': value,
        traceparent: value,
      };
      for (const path of ['/tickets?mine=1', '/api/tickets']) {
        const { status } = await target.get(path, { cookies, headers });
        if (status >= 500) found.push(`${status} ${path} ${value}`);
      }
      const caller = {
        'helpdesk-role': 'user',
        'idempotency-key': value,
        'helpdesk-name': value,
        'helpdesk-browser': value,
      };
      const { status } = await target.command('POST', '/tickets/1/me-too', {}, { headers: caller });
      if (status >= 500) found.push(`${status} me-too ${value}`);
    }
    expect(found).toEqual([]);
  });

  it('left the log as it was, and every process up', async () => {
    expect(target.damage).toEqual([]);
    const client = await openClient({ connectionString: target.database.url });
    try {
      expect(await verifyLog(client)).toMatchObject({ ok: true });
      const { rows } = await client.query<{ tickets: number }>(
        `select count(*)::integer as tickets from ${await currentSchema(client)}.tickets`,
      );
      expect(rows[0]?.tickets).toBe(2);
    } finally {
      await client.end();
    }
  });
});

function cursor(...parts: readonly string[]): string {
  return Buffer.from(parts.join('.')).toString('base64url');
}
