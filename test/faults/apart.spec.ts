import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentSchema } from '#libs/read-models/computations.js';
import { appendRaw, newTicket, rewriteTime } from './raw-log.js';
import { readLog } from './read-log.js';
import { Harness, type Fault } from './harness.js';
import { Chance } from './random.js';
import { System, type SystemOptions } from './system.js';

const chance = Chance.fromEnvironment();
const long = process.env['RUN_LONG'] ? describe : describe.skip;
const calm: Fault = { name: 'no fault', run: () => Promise.resolve() };

/** Faults that leave their mark: each gets a system of its own. */
long(`what cannot heal by itself is said, and the rest goes on (FAULT_SEED=${chance.seed})`, () => {
  let system: System | undefined;
  afterEach(async () => {
    await system?.stop();
    system = undefined;
  }, 30_000);
  async function start(options: SystemOptions = {}): Promise<System> {
    system = await System.start(options);
    return system;
  }
  async function said(on: System, words: RegExp): Promise<void> {
    while (!on.lines.some((line) => words.test(line))) await sleep(50);
  }

  it('an event that newer software wrote', async () => {
    const on = await start();
    const harness = new Harness(on, chance);
    expect(await harness.play(calm)).toMatchObject({ lost: 0, broken: [] });
    const position = await appendRaw(on.owner, 'ticket-01936a2e-6b10-7a52-9c3d-5f0e8a1b2c3d', 'TicketFrozen');
    await said(on, /command-api: .*TicketFrozen is unknown here/);
    await said(on, /analytics-projector: .*TicketFrozen is unknown here/);
    const before = harness.responses.acknowledged.length;
    await harness.load(async () => {
      while (harness.responses.acknowledged.length < before + 50) await sleep(20);
    });
    const { lost, doubled } = await harness.check();
    expect({ lost, doubled, stream: await harness.streamPosition() }).toEqual({
      lost: 0,
      doubled: 0,
      stream: position - 1,
    });
  }, 120_000);

  it('a backup restored', async () => {
    const on = await start();
    const copy = join(on.folder, 'backup');
    const harness = new Harness(on, chance);
    expect(await harness.play(calm)).toMatchObject({ lost: 0, broken: [] });
    await on.postgresAway();
    execFileSync('cp', ['-a', on.postgresData, copy]);
    await on.postgresBack();
    expect(await harness.play(calm)).toMatchObject({ lost: 0, broken: [] });
    await on.postgresAway();
    rmSync(on.postgresData, { recursive: true });
    execFileSync('cp', ['-a', copy, on.postgresData]);
    await on.postgresBack();

    await said(on, /command-api: .*JetStream is at event \d+, the log ends at \d+/);
    expect(await on.helpdesk('republish')).toMatchObject({ code: 0 });
    const restored = new Harness(on, chance, harness.responses.marks);
    expect(await restored.play(calm)).toMatchObject({ lost: 0, doubled: 0, broken: [] });
  }, 180_000);

  it('a clock that was ahead', async () => {
    const hour = 3_600_000;
    const ahead = Date.now() + hour;
    const on = await start({
      prepare: async (owner) => {
        await newTicket(owner);
        await rewriteTime(owner, new Date(ahead));
      },
    });
    const outcome = await new Harness(on, chance).play(calm);
    expect(outcome).toMatchObject({ lost: 0, doubled: 0, broken: [] });
    const times = (await readLog(on.owner)).map(({ recordedAt }) => recordedAt.getTime());
    // No append shares a millisecond with the one before: until the clock has caught up, each is one later.
    const latest = Math.max(...times);
    expect(Math.min(...times)).toBe(ahead);
    expect(latest - ahead).toBe(new Set(times).size - 1);
    const figure = await fetch(`${on.queryUrl}/api/analytics/open-tickets?last=1&unit=hours`, {
      headers: { 'helpdesk-role': 'helpdesk' },
    });
    const { rows } = await on.owner.query<{ count: string }>(
      `select count(*) from ${await currentSchema(on.owner)}.tickets where status <> 'closed'`,
    );
    expect(await figure.json()).toMatchObject({ count: Number(rows[0]?.count), to: new Date(latest).toISOString() });
  }, 120_000);

  it.each([
    ['one byte changed', `update log.events set data = data || ' ' where position = 7`, 7],
    ['a text changed', `update log.events set private = replace(private, 'B', 'b') where position = 1`, 1],
    ['a row deleted', 'delete from log.events where position = 7', 7],
    ['two rows swapped', 'update log.events set position = 15 - position + 100000 where position in (7, 8)', 7],
    ['the tail cut', 'delete from log.events where position > (select max(position) - 3 from log.events)', -2],
  ])(
    '%s',
    async (_what, sql, bad) => {
      const on = await start();
      expect(await new Harness(on, chance).play(calm)).toMatchObject({ broken: [] });
      const head = (await readLog(on.owner)).length;
      expect(await on.helpdesk('verify')).toMatchObject({ code: 0 });
      const client = await on.owner.connect();
      await client.query('set session_replication_role = replica');
      await client.query(sql);
      if (sql.includes('100000'))
        await client.query('update log.events set position = position - 100000 where position > 100000');
      client.release(true);
      const { code, stdout } = await on.helpdesk('verify');
      const found = JSON.parse(stdout) as { ok: boolean; bad: { position: number } };
      expect({ code, ok: found.ok, position: found.bad.position }).toEqual({
        code: 1,
        ok: false,
        position: bad > 0 ? bad : head + bad,
      });
    },
    120_000,
  );

  const asRoot = process.getuid?.() === 0 ? describe : describe.skip;
  asRoot('on a small disk', () => {
    it('the disk of PostgreSQL full', async () => {
      const outcome = await onSmallDisk(400, async (folder) => {
        const on = await start({ postgresFolder: folder });
        return new Harness(on, chance).play(fullDisk(folder));
      });
      expect(outcome).toMatchObject({ lost: 0, doubled: 0, broken: [] });
    }, 180_000);

    it('the disk of NATS full', async () => {
      const outcome = await onSmallDisk(24, async (folder) => {
        const on = await start({ natsFolder: folder });
        return new Harness(on, chance).play(fullDisk(folder));
      });
      expect(outcome).toMatchObject({ lost: 0, doubled: 0, broken: [] });
    }, 180_000);
  });

  /** Fills the disk under running commands; afterwards a server that gave up is started again, as a service manager would. */
  function fullDisk(folder: string): Fault {
    return {
      name: 'disk full',
      async run({ system: on }) {
        const filler = join(folder, 'filler');
        execFileSync('sh', ['-c', `cat /dev/zero > "${filler}" 2>/dev/null || true`]);
        await sleep(5_000);
        rmSync(filler);
        await on.reviveServers();
      },
    };
  }

  async function onSmallDisk<T>(megabytes: number, work: (folder: string) => Promise<T>): Promise<T> {
    const folder = mkdtempSync(join(tmpdir(), 'helpdesk-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder]);
    try {
      return await work(folder);
    } finally {
      await system?.stop();
      system = undefined;
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true });
    }
  }
});
