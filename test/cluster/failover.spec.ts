import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLog } from '#libs/event-log/verify.js';
import { until } from '#libs/platform/retry.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { withClient } from '#libs/platform/database.js';
import { helpdesk } from '#support/cli.js';
import { startTestNats, type TestNats } from '#support/servers.js';
import { migrate } from '../../bin/migrate.js';
import { LivePages } from '../../bench/web/visitors.js';
import { checkCommands, checkNumbers } from '../faults/check-log.js';
import { Client } from '../faults/clients.js';
import { Chance } from '../faults/random.js';
import { readLog } from '../faults/read-log.js';
import { Responses } from '../faults/responses.js';
import { startPair, type Pair } from './standby.js';

const CLIENTS = 8;
/** A writer is back so soon after the promotion, in milliseconds. */
const BACK = 2_000;

let pair: Pair;
let nats: TestNats;
let apps: StartedApps;

const onStandby = <R extends object>(sql: string) =>
  withClient({ connectionString: pair.standbyUrl }, async (client) => (await client.query<R>(sql)).rows);

interface Relay {
  readonly state: string;
  readonly detail?: string;
  readonly error?: string;
  readonly position?: number;
}
async function relayState(): Promise<Relay> {
  const response = await fetch(`${apps.commandUrl}/health/ready`);
  return ((await response.json()) as { checks: { relay: Relay } }).checks.relay;
}

const long = process.env['RUN_LONG'] ? describe : describe.skip;
long('a primary that dies', () => {
  beforeEach(async () => {
    [pair, nats] = await Promise.all([startPair(), startTestNats()]);
    await migrate(pair.primaryUrl);
    apps = await startApps({ databaseUrl: pair.writerUrl, natsUrl: nats.url });
  }, 60_000);
  afterEach(async () => {
    await apps.stop();
    await Promise.all([pair.stop(), nats.stop()]);
  }, 60_000);

  it('loses and doubles no command when the standby is synchronous, and writers are back at once', async () => {
    await withClient({ connectionString: pair.primaryUrl }, async (owner) => {
      await owner.query("alter system set synchronous_standby_names = '*'");
      // What the test server is started with is faster, and not safe.
      await owner.query('alter database helpdesk set synchronous_commit = on');
      await owner.query('select pg_reload_conf()');
      await owner.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name ~ '^helpdesk-'");
    });
    const responses = new Responses();
    const chance = Chance.fromEnvironment();
    const target = { commandUrls: [apps.commandUrl], queryUrl: apps.queryUrl };
    const clients = Array.from({ length: CLIENTS }, (_, n) => new Client(`client${n}`, target, responses, chance));
    const running = clients.map((client) => client.run());
    const acknowledged = (count: number) => until(() => responses.acknowledged.length >= count, 60_000);
    expect(await acknowledged(200)).toBe(true);
    const pages = new LivePages();
    await pages.open(apps.queryUrl, 1, 1);

    await pair.killPrimary();
    await pair.promote();
    const promoted = performance.now();
    const before = responses.acknowledged.length;
    expect(await acknowledged(before + 1)).toBe(true);
    const back = performance.now() - promoted;
    pages.updates = 0;
    expect(await acknowledged(before + 200)).toBe(true);
    expect(await until(() => pages.updates > 0, 30_000)).toBe(true);
    pages.close();
    for (const client of clients) client.stop();
    await Promise.all(running);

    await withClient({ connectionString: pair.standbyUrl }, async (owner) => {
      const events = await readLog(owner);
      expect(checkCommands(responses, events)).toEqual({ lost: [], doubled: [], wrong: [] });
      expect(checkNumbers(events)).toEqual([]);
      expect((await verifyLog(owner)).bad).toBeUndefined();
      expect(await until(async () => (await relayState()).position === events.length, 30_000)).toBe(true);
    });
    process.stderr.write(
      `failover: ${responses.acknowledged.length} commands, the first ${back.toFixed()} ms after the promotion (FAULT_SEED=${chance.seed})\n`,
    );
    expect(back).toBeLessThan(BACK);
  }, 180_000);

  it('stops the relay when the standby was asynchronous and had not got all, and names what only JetStream has', async () => {
    const open = async (n: number): Promise<void> => {
      const headers = { 'Helpdesk-Role': 'user', 'Content-Type': 'application/json' };
      const body = JSON.stringify({ description: `Lamp ${n} is broken` });
      expect((await fetch(`${apps.commandUrl}/tickets`, { method: 'POST', headers, body })).status).toBe(201);
    };
    const relayed = (position: number) => until(async () => (await relayState()).position === position, 20_000);
    const has = async (events: number): Promise<boolean> =>
      Number((await onStandby<{ count: string }>('select count(*) from log.events'))[0]?.count) === events;
    for (const n of [1, 2, 3]) await open(n);
    expect(await relayed(3)).toBe(true);
    expect(await until(() => has(3), 10_000)).toBe(true);
    await onStandby("alter system set primary_conninfo = ''");
    await onStandby('select pg_reload_conf()');
    const alone = async (): Promise<boolean> => (await onStandby('select from pg_stat_wal_receiver')).length === 0;
    expect(await until(alone, 10_000)).toBe(true);
    for (const n of [4, 5]) await open(n);
    expect(await relayed(5)).toBe(true);

    await pair.killPrimary();
    await pair.promote();
    expect(await has(3)).toBe(true);
    const stopped = async (): Promise<boolean> =>
      /JetStream is at event 5, the log ends at 3/.test(JSON.stringify(await relayState()));
    expect(await until(stopped, 30_000)).toBe(true);
    const folder = mkdtempSync(join(tmpdir(), 'helpdesk-failover-'));
    try {
      const file = join(folder, 'lost');
      expect(await helpdesk(pair.writerUrl, ['republish', '--save', file], { natsUrl: nats.url })).toMatchObject({
        code: 0,
      });
      expect([4, 5].every((n) => readFileSync(file, 'utf8').includes(`Lamp ${n} is broken`))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    await open(6);
    expect(await relayed(4)).toBe(true);
  }, 120_000);
});
