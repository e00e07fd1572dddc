import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { logReader, readHead } from '#libs/event-log/read.js';
import { until } from '#libs/platform/retry.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';
import { createComputation, currentSchema, listComputations } from '#libs/read-models/computations.js';
import { fill } from '#libs/read-models/rebuild/fill.js';
import { compareSchemas } from '#libs/read-models/rebuild/replay-until.js';
import { helpdesk, standsAt, type Outcome } from '#support/cli.js';

/** Words that nothing else holds: of a description, one that was changed, a message, a name. */
const SECRETS = ['quetzalcoatl', 'xylophonist', 'zugzwang', 'mxyzptlk'] as const;
const [DESCRIPTION, PREVIOUS, MESSAGE, NAME] = SECRETS;

describe('helpdesk erase', () => {
  let database: TestDatabase;
  let nats: TestNats;
  let apps: StartedApps;
  let owner: pg.Client;
  let bus: Bus;
  let ticket: number;
  const run = (...args: string[]): Promise<Outcome> => helpdesk(database.url, args, { natsUrl: nats.url });

  beforeAll(async () => {
    [database, nats] = await Promise.all([createTestDatabase(), startTestNats()]);
    owner = await openClient({ connectionString: database.url });
    bus = await connectBus({ url: nats.url, name: 'spec' });
    apps = await startApps({ databaseUrl: database.url, natsUrl: nats.url });
    await send('POST', '/tickets', { description: 'The lift in building 4 is stuck' }, 'Ada');
    ticket = (await send('POST', '/tickets', { description: `My ${PREVIOUS} is broken` })).number;
    await send('PATCH', `/tickets/${ticket}`, { description: `My ${DESCRIPTION} is broken` });
    await send('POST', `/tickets/${ticket}/messages`, { text: `Call me, it is a ${MESSAGE}` });
    await send('POST', `/tickets/${ticket}/status`, { status: 'active' });
    await followed(5);
  }, 60_000);
  afterAll(async () => {
    await apps.stop();
    await Promise.all([owner.end(), bus.close()]);
    await Promise.all([nats.stop(), database.drop()]);
  });

  async function send(method: string, path: string, body: object, name: string = NAME): Promise<{ number: number }> {
    const headers = { 'content-type': 'application/json', 'helpdesk-role': 'helpdesk', 'helpdesk-name': name };
    const response = await fetch(apps.commandUrl + path, { method, headers, body: JSON.stringify(body) });
    return (await response.json()) as { number: number };
  }
  async function get(path: string): Promise<string> {
    const headers = { 'helpdesk-role': 'helpdesk', cookie: 'role=helpdesk' };
    return (await fetch(apps.queryUrl + path, { headers })).text();
  }
  async function followed(position: number): Promise<void> {
    expect(await until(() => standsAt(owner, bus, position), 20_000)).toBe(true);
  }

  /** Every table of the database, the system's own with its samples of columns too, that holds one of the words. */
  async function tablesWithSecrets(): Promise<string[]> {
    const { rows } = await owner.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm') and n.nspname <> 'information_schema' order by 1`,
    );
    const hex = SECRETS.map((word) => Buffer.from(word).toString('hex'));
    const patterns = [...SECRETS, ...hex].map((word) => `%${word}%`);
    const found: string[] = [];
    for (const { name } of rows) {
      const held = await owner.query(`select from ${name} t where t::text ilike any($1) limit 1`, [patterns]);
      if (held.rowCount) found.push(name);
    }
    return found;
  }
  /** Files of the NATS server whose bytes hold one of the words. */
  function filesWithSecrets(): string[] {
    return readdirSync(nats.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => {
        const bytes = readFileSync(file).toString('latin1').toLowerCase();
        return SECRETS.some((word) => bytes.includes(word));
      });
  }

  /** A rebuild that was given up in the middle. */
  async function leaveRebuild(): Promise<void> {
    const log = logReader(owner);
    const schema = await createComputation(owner, 'UTC');
    const { logId } = await readHead(owner);
    await fill(owner, { log, logId, schema, filling: true, from: 0, upTo: 4, strict: true });
  }

  it('finds the texts everywhere before', async () => {
    await run('replay', '--until', '5', '--schema', 'audit_then');
    await leaveRebuild();
    await owner.query('analyze');
    const live = await currentSchema(owner);
    const given = live?.replace(/\d+$/, (n) => String(Number(n) + 2));
    expect(await tablesWithSecrets()).toEqual(
      [
        ...['search', 'texts', 'texts_history', 'vocabulary'].flatMap((table) => [
          `audit_then.${table}`,
          `${live}.${table}`,
        ]),
        `${given}.search`,
        `${given}.texts`,
        `${given}.texts_history`,
        'log.events',
        'pg_catalog.pg_statistic',
      ].sort(),
    );
    expect(filesWithSecrets()).not.toEqual([]);
    expect(await get(`/tickets/${ticket}/history`)).toContain(MESSAGE);
  });

  it('takes them out of every table and every file of JetStream, and says so', async () => {
    await owner.query(
      `insert into notify.subscriptions (ticket_id, channel, address, locale)
       select substr(stream, 8)::uuid, 'mail', 'a@b.example', 'en' from log.events
       where type = 'TicketOpened' and data::json ->> 'number' = $1`,
      [String(ticket)],
    );
    const { code, data } = await run('erase', '--ticket', String(ticket), '--reason', 'asked by the person');
    expect({ code, ...JSON.parse(data) }).toEqual({
      code: 0,
      position: 6,
      erased: 4,
      readModels: 'erased',
      jetstream: 'erased',
      replays: ['audit_then'],
      followers: 1,
    });
    expect((await owner.query('select from notify.subscriptions')).rowCount).toBe(0);
    expect(await tablesWithSecrets()).toEqual([]);
    expect(filesWithSecrets()).toEqual([]);
    await nats.restart();
    expect(filesWithSecrets()).toEqual([]);
    expect((await listComputations(owner)).map(({ state }) => state)).toEqual(['current']);
  });

  it('leaves the chain whole, and the stream at the positions of the log', async () => {
    const { code, data } = await run('verify');
    expect({ code, ...JSON.parse(data) }).toMatchObject({
      code: 0,
      ok: true,
      events: 6,
      erased: 4,
      compared: expect.arrayContaining(['the last message in JetStream']),
    });
  });

  it('exports, serves and shows nothing of them from then on, but that they were erased', async () => {
    const places = await Promise.all([
      run('export', '--answers').then(({ data }) => data),
      get('/api/events'),
      get(`/api/tickets/${ticket}`),
      get(`/api/audit?ticket=${ticket}`),
      get(`/tickets/${ticket}/history`),
      get(`/tickets/${ticket}`),
      get('/audit'),
    ]);
    for (const text of places) {
      expect(text).toContain('asked by the person');
      for (const secret of SECRETS) expect(text.toLowerCase()).not.toContain(secret);
    }
    expect(apps.lines.filter((line) => SECRETS.some((secret) => line.toLowerCase().includes(secret)))).toEqual([]);
    expect(await get(`/api/tickets?q=${DESCRIPTION}`)).toContain('"items":[]');
  });

  it('leaves replays as they would come out now', async () => {
    await run('replay', '--until', '5', '--schema', 'audit_now');
    const compared = await compareSchemas(owner, 'audit_then', 'audit_now');
    expect(compared.filter(({ differences }) => differences > 0)).toEqual([]);
  });

  it('does not come back with a stream that is filled again', async () => {
    expect((await run('republish')).code).toBe(0);
    expect(filesWithSecrets()).toEqual([]);
    const { data } = await run('erase', '--ticket', String(ticket), '--reason', 'to look');
    expect(JSON.parse(data)).toMatchObject({ erased: 0, jetstream: 'erased' });
  });

  it('appends nothing when nothing is left, and takes what is written later', async () => {
    const again = await run('erase', '--ticket', String(ticket), '--reason', 'once more');
    expect({ code: again.code, ...JSON.parse(again.data) }).toMatchObject({
      code: 0,
      position: 6,
      erased: 0,
      jetstream: 'erased',
    });
    expect((await readHead(owner)).position).toBe(6);
    await send('POST', `/tickets/${ticket}/messages`, { text: `Still a ${MESSAGE}` });
    // The reason of the erasure before goes too.
    const later = await run('erase', '--ticket', String(ticket), '--reason', 'asked again');
    expect(JSON.parse(later.data)).toMatchObject({ position: 8, erased: 2, readModels: 'erased', jetstream: 'erased' });
    expect([await tablesWithSecrets(), filesWithSecrets()]).toEqual([[], []]);
  });

  it('takes the text of one event and leaves the others', async () => {
    const other = (await send('POST', '/tickets', { description: 'The door squeaks' }, 'Ada')).number;
    await send('PATCH', `/tickets/${other}`, { description: `The door of ${DESCRIPTION} squeaks` }, 'Ada');
    await send('PATCH', `/tickets/${other}`, { description: 'The door squeaks again' }, 'Ada');
    await send('POST', `/tickets/${other}/texts/9`, { hidden: true, reason: `a ${MESSAGE}` }, 'Ada');
    await followed(12);
    for (const [event, position] of [
      [10, 13],
      [12, 14],
    ] as const) {
      const { data } = await run('erase', '--event', String(event), '--reason', `of ${NAME}`);
      expect(JSON.parse(data)).toMatchObject({ position, erased: 1, readModels: 'erased', jetstream: 'erased' });
    }
    // The reasons of erasures can be erased themselves.
    for (const event of [13, 14]) await run('erase', '--event', String(event), '--reason', 'asked again');
    expect([await tablesWithSecrets(), filesWithSecrets()]).toEqual([[], []]);
    const { description, timeline } = JSON.parse(await get(`/api/tickets/${other}`));
    expect(description).toBe('The door squeaks again');
    expect(timeline.map(({ data }: { data: object }) => data)).toMatchObject([
      { description: 'The door squeaks' },
      { description: null },
      { description: 'The door squeaks again' },
      { position: 9, reason: null },
      { position: 10, reason: null },
      { position: 12, reason: null },
      { position: 13, reason: 'asked again' },
      { position: 14, reason: 'asked again' },
    ]);
    expect(JSON.parse((await run('verify')).data)).toMatchObject({ ok: true });
    expect(await run('erase', '--event', '10', '--reason', 'asked')).toMatchObject({ code: 0 });
    for (const wrong of [['--event', '999999'], ['--event', '1', '--ticket', '1'], []])
      expect(await run('erase', ...wrong, '--reason', 'asked')).toMatchObject({ code: 2 });
  });

  it('says what is still to come when nothing runs, and it comes by itself', async () => {
    await send('POST', `/tickets/${ticket}/messages`, { text: `Another ${MESSAGE}` });
    const before = (await readHead(owner)).position;
    await followed(before);
    await apps.stop();
    const { data, words } = await run('erase', '--ticket', String(ticket), '--reason', 'asked again');
    expect(JSON.parse(data)).toMatchObject({
      position: before + 1,
      erased: 2,
      readModels: 'pending',
      jetstream: 'pending',
    });
    expect(words).toContain('follows when the helpdesk runs');
    apps = await startApps({ databaseUrl: database.url, natsUrl: nats.url });
    const again = await run('erase', '--ticket', String(ticket), '--reason', 'asked again');
    expect(JSON.parse(again.data)).toMatchObject({ erased: 0, readModels: 'erased', jetstream: 'erased' });
    expect([await tablesWithSecrets(), filesWithSecrets()]).toEqual([[], []]);
  }, 60_000);
});
