import { withClient } from '#libs/platform/database.js';
import { listen } from '#libs/platform/listen.js';
import { until } from '#libs/local-stack/processes.js';
import { startPair, type Pair } from './standby.js';

let pair: Pair;
beforeAll(async () => {
  pair = await startPair();
}, 60_000);
afterAll(() => pair.stop(), 30_000);

it('a listener on a standby sees what comes over one connection, and hears notifications after the promotion', async () => {
  const onPrimary = (sql: string) => withClient({ connectionString: pair.primaryUrl }, (client) => client.query(sql));
  const onStandby = (sql: string) => withClient({ connectionString: pair.standbyUrl }, (client) => client.query(sql));
  await onPrimary('create table progress as select 0 as position');
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
    // The first may have begun before the table had come.
    expect(sessions.size).toBeLessThanOrEqual(2);

    await onStandby('select pg_promote()');
    const speak = async (): Promise<boolean> => {
      await onStandby("select pg_notify('spec', 'promoted')");
      return heard.includes('promoted');
    };
    expect(await until(speak, 20_000)).toBe(true);
  } finally {
    await listener.close();
  }
}, 60_000);
