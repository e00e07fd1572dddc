import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardServer } from '#libs/local-stack/guard.js';
import { findPlace } from '#libs/local-stack/postgres-place.js';
import { freePort } from '#libs/local-stack/ports.js';
import { startPostgres } from '#libs/local-stack/postgres.js';
import { withClient } from '#libs/platform/database.js';
import { retryUntil } from '#libs/platform/retry.js';

/** A primary and a hot standby that follows it, made from the binaries of npm without pg_basebackup. */
export interface Pair {
  readonly primaryUrl: string;
  readonly standbyUrl: string;
  /** Both, the standby first; with `target_session_attrs=read-write` the one that takes writes. */
  readonly writerUrl: string;
  /** Ends the primary as a power cut would. */
  killPrimary(): Promise<void>;
  /** Makes the standby the primary; resolves when it takes writes. */
  promote(): Promise<void>;
  stop(): Promise<void>;
}

/** Resolves when the standby answers. The copy is taken as https://www.postgresql.org/docs/18/continuous-archiving.html says. */
export async function startPair(): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-pair-'));
  const primary = await startPostgres({ folder, throwAway: true });
  const { bin, runAs } = findPlace(folder);
  const data = `${primary.dataDir}-standby`;
  await withClient({ connectionString: primary.url }, async (client) => {
    await client.query("select pg_backup_start('standby', true)");
    execFileSync('cp', ['-a', primary.dataDir, data]);
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
    rmSync(join(data, 'postmaster.pid'));
    const files = {
      backup_label: rows[0]?.labelfile ?? '',
      'standby.signal': '',
      'postgresql.auto.conf': `primary_conninfo = '${primary.url.replace(/[^/]+$/, 'postgres')}'\n`,
    };
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(data, file), text);
      if (runAs.uid !== undefined) chownSync(join(data, file), runAs.uid, runAs.gid ?? runAs.uid);
    }
  });
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '400',
    fsync: 'off',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...args], {
    ...runAs,
    cwd: '/',
    detached: true,
    stdio: 'ignore',
    env: { LC_ALL: 'C' },
  });
  const guard = guardServer(server.pid ?? 0, 'QUIT', data);
  const standbyUrl = primary.url.replace(`:${primary.port}/`, `:${port}/`);
  await retryUntil(() => withClient({ connectionString: standbyUrl }, (client) => client.query('select')), {
    deadline: performance.now() + 30_000,
    longest: 100,
  });
  return {
    primaryUrl: primary.url,
    standbyUrl,
    writerUrl: `${primary.url.replace('@', `@127.0.0.1:${port},`)}?target_session_attrs=read-write`,
    async killPrimary() {
      process.kill(primary.pid, 'SIGKILL');
      await primary.ended;
    },
    async promote() {
      await withClient({ connectionString: standbyUrl }, (client) => client.query('select pg_promote()'));
    },
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGQUIT');
      await ended;
      guard.dismiss();
      rmSync(data, { recursive: true, force: true });
      await primary.stop();
    },
  };
}
