import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram, type RunningApp } from '#libs/local-stack/apps.js';
import { getNatsServer } from '#libs/local-stack/nats-server.js';
import { startNats, type LocalNats } from '#libs/local-stack/nats.js';
import { startPostgres } from '#libs/local-stack/postgres.js';
import { withClient } from '#libs/platform/database.js';
import { projectPath } from '#libs/platform/project-root.js';

/** A built checkout of the helpdesk. */
export interface Build {
  /** '' for this one, `old ` for the one it is compared with. */
  readonly prefix: string;
  readonly root: string;
}

/** PostgreSQL and NATS in a folder of their own. */
export interface BenchServers {
  readonly postgres: { readonly url: string; readonly pid: number };
  /** Makes an empty database, for a build to migrate. */
  database(name: string): Promise<string>;
  /** An empty nats-server; undefined when none is installed. */
  nats(): Promise<(LocalNats & { readonly folder: string }) | undefined>;
  stop(): Promise<void>;
}

/** @param kept folder whose data stay for another run; without one they go with the servers */
export async function startBenchServers(kept?: string): Promise<BenchServers> {
  if (kept) mkdirSync(kept, { recursive: true });
  const folder = realpathSync(kept ?? mkdtempSync(join(tmpdir(), 'helpdesk-bench-')));
  // As root PostgreSQL gets another user, who must be able to enter.
  chmodSync(folder, 0o711);
  const server = await startPostgres({ folder });
  let count = 0;
  return {
    postgres: server,
    async database(name) {
      await withClient({ connectionString: server.url }, async (client) => {
        await client.query(`drop database if exists bench_${name}_${++count}`);
        await client.query(`create database bench_${name}_${count}`);
      });
      const url = new URL(server.url);
      url.pathname = `/bench_${name}_${count}`;
      return url.href;
    },
    async nats() {
      const program = await getNatsServer(projectPath('.data'), () => undefined);
      if (!program) return undefined;
      const data = join(folder, `nats-${++count}`);
      mkdirSync(data, { recursive: true });
      return { ...(await startNats({ program, folder: data })), folder: data };
    },
    async stop() {
      await server.stop();
      if (!kept) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Brings a database to what a build needs. */
export function migrateFor(build: Build, databaseUrl: string): void {
  runIn(build, ['dist/bin/migrate-job.js'], { DATABASE_URL: databaseUrl });
}

/** Runs a program of a build to its end. @throws {Error} with what it said when it fails */
export function runIn({ root }: Build, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, stderr } = spawnSync(process.execPath, [...args], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
}

/** Starts a server of a build. */
export function startServer({ root }: Build, program: string, env: NodeJS.ProcessEnv): Promise<RunningApp> {
  return startProgram(join(root, 'dist', program), {
    ...process.env,
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    ...env,
  });
}
