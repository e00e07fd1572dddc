import { allowLogins } from '../../bin/logins.js';
import { migrate } from '../../bin/migrate.js';
import { createPool, withClient } from '#libs/platform/database.js';
import { listen } from '#libs/platform/listen.js';
import { until } from '#libs/platform/retry.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { startPair, type Pair } from './standby.js';

let pair: Pair;
beforeAll(async () => {
  pair = await startPair();
}, 60_000);
afterAll(() => pair.stop(), 30_000);

const at =
  (url: () => string) =>
  <R extends object>(sql: string): Promise<R[]> =>
    withClient({ connectionString: url() }, async (client) => (await client.query<R>(sql)).rows);
const onPrimary = at(() => pair.primaryUrl);
const onStandby = at(() => pair.standbyUrl);

const long = process.env['RUN_LONG'] ? describe : describe.skip;
long('a query-api on a standby', () => {
  const headers = { 'Helpdesk-Role': 'helpdesk', 'Content-Type': 'application/json' };
  let apps: StartedApps;
  let count = 0;
  beforeAll(async () => {
    await migrate(pair.primaryUrl);
    await onPrimary("alter system set wal_writer_delay = '10ms'");
    await onPrimary('select pg_reload_conf()');
    await allowLogins(pair.primaryUrl, { query: 'secret' });
    const queryUrl = pair.standbyUrl.replace(/\/\/[^@]*@/, '//helpdesk_query:secret@');
    apps = await startApps({ databaseUrl: pair.primaryUrl, env: { DATABASE_URL_QUERY: queryUrl } });
  }, 60_000);
  afterAll(() => apps.stop(), 30_000);

  async function open(): Promise<void> {
    const body = JSON.stringify({ description: `The projector of room ${++count} is dark` });
    expect((await fetch(`${apps.commandUrl}/tickets`, { method: 'POST', headers, body })).status).toBe(201);
  }
  const lag = async (): Promise<number> => {
    const response = await fetch(`${apps.queryUrl}/api/status`, { headers });
    return ((await response.json()) as { lag: { events: number } }).lag.events;
  };

  it('waits for events and gives them', async () => {
    const took: number[] = [];
    for (let n = 1; n <= 20; n++) {
      const address = `${apps.queryUrl}/api/events?after=${n - 1}&limit=1&wait=20`;
      const events = fetch(address, { headers }).then((response) => response.text());
      await open();
      const begun = performance.now();
      expect(await events).toContain(`room ${n} is dark`);
      took.push(performance.now() - begun);
    }
    took.sort((a, b) => a - b);
    process.stderr.write(
      `commit to visible on a standby: p50 ${took[9]?.toFixed()} ms, p95 ${took[18]?.toFixed()} ms\n`,
    );
  }, 60_000);

  it('says how far it is behind the log of the primary, and shows all once it has caught up', async () => {
    expect(await until(async () => (await lag()) === 0, 10_000)).toBe(true);
    await onStandby('select pg_wal_replay_pause()');
    for (let n = 1; n <= 3; n++) await open();
    expect(await lag()).toBe(3);
    await onStandby('select pg_wal_replay_resume()');
    expect(await until(async () => (await lag()) === 0, 10_000)).toBe(true);
  }, 40_000);

  it('answers all the same while what it reads conflicts with the replay', async () => {
    await onStandby("alter system set max_standby_streaming_delay = '0'");
    await onStandby('select pg_reload_conf()');
    const [read] = await onPrimary<{ current: string }>('select current from read_models.definitions');
    const conflicts = async (): Promise<number> => {
      const [row] = await onStandby<{ sum: string }>(
        'select sum(confl_lock + confl_snapshot + confl_bufferpin + confl_deadlock) as sum from pg_stat_database_conflicts',
      );
      return Number(row?.sum);
    };
    const statuses = new Map<number, number>();
    const working = new AbortController();
    const paths = ['/api/tickets?limit=200', '/api/analytics/open-tickets', '/api/analytics/resolution-time'];
    const reader = async (path: string): Promise<void> => {
      while (!working.signal.aborted) {
        const { status } = await fetch(apps.queryUrl + path, { headers });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    const writer = async (): Promise<void> => {
      while (!working.signal.aborted) {
        await open();
        await onPrimary(`begin; lock table ${read?.current}.tickets in access exclusive mode; commit`);
        await onPrimary(`vacuum ${read?.current}.tickets`);
      }
    };
    const all = [writer(), ...paths.flatMap((path) => [reader(path), reader(path)])];
    const conflicted = await until(async () => (await conflicts()) >= 5, 60_000);
    working.abort();
    await Promise.all(all);
    process.stderr.write(`${await conflicts()} conflicts, answers ${JSON.stringify([...statuses])}\n`);
    expect(conflicted).toBe(true);
    expect([...statuses.keys()].filter((status) => ![200, 503].includes(status))).toEqual([]);
    expect(statuses.get(200)).toBeGreaterThan(statuses.get(503) ?? 0);
  }, 90_000);

  it('keeps for a day on the primary what a version on the standby may read', async () => {
    const others = async (): Promise<number> => {
      await migrate(pair.primaryUrl);
      return (await onPrimary("select from read_models.definitions where definition = 'older'")).length;
    };
    await onPrimary("insert into read_models.definitions (definition, tables, indexes) values ('older', '', '')");
    expect(await others()).toBe(1);
    await onPrimary("update read_models.computations set since = now() - interval '25 hours'");
    expect(await others()).toBe(0);
  }, 40_000);
});

it('a listener on a standby sees what comes over one connection and hears notifications after the promotion, when writers come too', async () => {
  await onPrimary('create table progress as select 0 as position');
  const arrived = async () =>
    (await onStandby<{ here: boolean }>(`select to_regclass('progress') is not null as here`))[0]?.here === true;
  expect(await until(arrived, 10_000)).toBe(true);
  // Its URL names the standby first.
  const writer = createPool({ connectionString: pair.writerUrl });
  await writer.query('update progress set position = 0');
  let position = -1;
  const sessions = new Set<unknown>();
  const heard: string[] = [];
  const listener = listen({ connectionString: pair.standbyUrl }, 'spec', {
    notified: (payload) => void heard.push(payload),
    async listening(client) {
      sessions.add(client);
      position = (await client.query<{ position: number }>('select position from progress')).rows[0]?.position ?? -1;
    },
  });
  try {
    for (const wanted of [1, 2, 3]) {
      await onPrimary(`update progress set position = ${wanted}`);
      expect(await until(() => position === wanted, 10_000)).toBe(true);
    }
    expect(sessions.size).toBe(1);

    await pair.promote();
    const speak = async (): Promise<boolean> => {
      await onStandby("select pg_notify('spec', 'promoted')");
      return heard.includes('promoted');
    };
    expect(await until(speak, 20_000)).toBe(true);

    await pair.killPrimary();
    const written = (): Promise<boolean> =>
      writer.query('update progress set position = 9').then(
        () => true,
        () => false,
      );
    expect(await until(written, 10_000)).toBe(true);
    expect(await onStandby('select position from progress')).toEqual([{ position: 9 }]);
  } finally {
    await Promise.all([listener.close(), writer.end()]);
  }
}, 60_000);
