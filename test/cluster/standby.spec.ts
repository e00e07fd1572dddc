import { migrate } from '../../bin/migrate.js';
import { createPool, withClient } from '#libs/platform/database.js';
import { listen } from '#libs/platform/listen.js';
import { until } from '#libs/local-stack/processes.js';
import { startApps } from '#libs/local-stack/start-apps.js';
import { startPair, type Pair } from './standby.js';

let pair: Pair;
beforeAll(async () => {
  pair = await startPair();
}, 60_000);
afterAll(() => pair.stop(), 30_000);

const long = process.env['RUN_LONG'] ? describe : describe.skip;
long('a query-api on a standby', () => {
  it('waits for events and gives them', async () => {
    await migrate(pair.primaryUrl);
    await withClient({ connectionString: pair.primaryUrl }, async (owner) => {
      await owner.query("alter system set wal_writer_delay = '10ms'");
      await owner.query('select pg_reload_conf()');
    });
    const queryUrl = `${pair.standbyUrl}?options=${encodeURIComponent('-c role=helpdesk_query')}`;
    const apps = await startApps({ databaseUrl: pair.primaryUrl, env: { DATABASE_URL_QUERY: queryUrl } });
    const took: number[] = [];
    try {
      for (let n = 1; n <= 20; n++) {
        const headers = { 'Helpdesk-Role': 'helpdesk', 'Content-Type': 'application/json' };
        const address = `${apps.queryUrl}/api/events?after=${n - 1}&limit=1&wait=20`;
        const events = fetch(address, { headers }).then((response) => response.text());
        const body = JSON.stringify({ description: `The projector of room ${n} is dark` });
        const opened = await fetch(`${apps.commandUrl}/tickets`, { method: 'POST', headers, body });
        const begun = performance.now();
        expect(opened.status).toBe(201);
        expect(await events).toContain(`room ${n} is dark`);
        took.push(performance.now() - begun);
      }
    } finally {
      await apps.stop();
    }
    took.sort((a, b) => a - b);
    process.stderr.write(
      `commit to visible on a standby: p50 ${took[9]?.toFixed()} ms, p95 ${took[18]?.toFixed()} ms\n`,
    );
  }, 60_000);
});

it('a listener on a standby sees what comes over one connection and hears notifications after the promotion, when writers come too', async () => {
  const onPrimary = (sql: string) => withClient({ connectionString: pair.primaryUrl }, (client) => client.query(sql));
  const onStandby = (sql: string) => withClient({ connectionString: pair.standbyUrl }, (client) => client.query(sql));
  await onPrimary('create table progress as select 0 as position');
  const arrived = async () =>
    (await onStandby(`select to_regclass('progress') is not null as here`)).rows[0]?.here === true;
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
    expect((await onStandby('select position from progress')).rows).toEqual([{ position: 9 }]);
  } finally {
    await Promise.all([listener.close(), writer.end()]);
  }
}, 60_000);
