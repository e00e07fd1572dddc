import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { openClient } from '#libs/platform/database.js';
import { append } from '#libs/event-log/append.js';
import { readHead } from '#libs/event-log/read.js';
import { freePort } from '#libs/local-stack/ports.js';
import { until } from '#libs/platform/retry.js';
import { helpdesk } from '#support/cli.js';
import { aRequest } from '#support/event-log.js';
import { migrate } from '../../bin/migrate.js';

const long = process.env['RUN_LONG'] ? describe : describe.skip;

/** What docs/operations/servers.md says of PostgreSQL's own means, with the programs of Debian's package. */
long('PostgreSQL of the distribution', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-debian-'));
  const [data, archive, base, dump] = ['data', 'archive', 'base', 'helpdesk.dump'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  const bin = join('/usr/lib/postgresql', readdirSync('/usr/lib/postgresql').toSorted().at(-1) ?? '', 'bin');
  /** As root the programs want another user: the one that the package makes. */
  function run(program: string, ...args: string[]): string {
    const command = [join(bin, program), ...args];
    const [first = '', ...rest] = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    return execFileSync(first, rest, { cwd: '/', encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }
  let port: number;
  const url = (database = 'helpdesk'): string => `postgres://postgres@127.0.0.1:${port}/${database}`;
  const start = (cluster: string): string =>
    run('pg_ctl', '-D', cluster, '-w', '-l', join(cluster, 'log'), '-o', `-p ${port} -k ''`, 'start');
  async function withClient<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = await openClient({ connectionString: url(database) });
    return work(client).finally(() => client.end());
  }
  const write = (commandId: string): Promise<string> =>
    withClient('helpdesk', async (client) => {
      await append(client, [aRequest({ commandId, stream: `thing-${commandId}` })]);
      const { position, hash } = await readHead(client);
      return `${position}:${hash.toString('hex')}`;
    });

  beforeAll(async () => {
    chmodSync(folder, 0o777);
    mkdirSync(archive);
    chmodSync(archive, 0o777);
    port = await freePort();
    run('initdb', '-D', data, '-U', 'postgres', '--auth=trust', '--data-checksums', '--no-sync');
    appendFileSync(join(data, 'postgresql.conf'), `archive_mode = on\narchive_command = 'cp %p ${archive}/%f'\n`);
    start(data);
    await withClient('postgres', (client) => client.query('create database helpdesk'));
    await migrate(url());
  }, 120_000);
  afterAll(() => {
    for (const cluster of [data, base]) {
      if (existsSync(join(cluster, 'postmaster.pid'))) run('pg_ctl', '-D', cluster, '-m', 'immediate', 'stop');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('is restored to a moment before a mistake, and verifies up to it', async () => {
    await write('a');
    run('pg_dump', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-Fc', '-f', dump, 'helpdesk');
    run('pg_basebackup', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-D', base, '-c', 'fast');
    const good = await write('b');
    const moment = await withClient('helpdesk', async (client) => {
      const { rows } = await client.query<{ at: string }>('select clock_timestamp()::text as at');
      return rows[0]?.at ?? '';
    });
    await write('the mistake');
    const wal = await withClient('helpdesk', async (client) => {
      const { rows } = await client.query<{ file: string }>('select pg_walfile_name(pg_switch_wal()) as file');
      return rows[0]?.file ?? '';
    });
    expect(await until(() => existsSync(join(archive, wal)), 30_000)).toBe(true);
    run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');

    const recovery = [
      `restore_command = 'cp ${archive}/%f %p'`,
      `recovery_target_time = '${moment}'`,
      `recovery_target_action = 'promote'`,
    ];
    appendFileSync(join(base, 'postgresql.conf'), `\n${recovery.join('\n')}\n`);
    writeFileSync(join(base, 'recovery.signal'), '');
    start(base);
    const verified = await helpdesk(url(), ['verify', '--expect', good]);
    expect(verified).toMatchObject({ code: 0, data: expect.stringContaining('"position": 2') });
    expect((await helpdesk(url(), ['verify', '--expect', good.replace(/^2/, '3')])).code).toBe(1);
  }, 120_000);

  it('a dump is restored into an empty database, and takes commands after the migration', async () => {
    await withClient('postgres', (client) => client.query('create database restored'));
    run(
      'pg_restore',
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-U',
      'postgres',
      '-d',
      'restored',
      '--no-privileges',
      dump,
    );
    await migrate(url('restored'));
    const verified = await helpdesk(url('restored'), ['verify']);
    expect(verified).toMatchObject({ code: 0, data: expect.stringContaining('"position": 1') });
    await withClient('restored', async (client) => {
      await client.query('set role helpdesk_command');
      const [result] = await append(client, [aRequest({ commandId: 'after', stream: 'thing-after' })]);
      expect(result).toMatchObject({ outcome: 'appended', position: 2 });
    });
  }, 120_000);
});
