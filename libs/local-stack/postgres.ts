import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { withClient } from '#libs/platform/database.js';
import { guardServer } from './guard.js';
import { freePort } from './ports.js';
import { findPlace, type PostgresPlace } from './postgres-place.js';
import { endProcess, isAlive, processesOn } from './processes.js';
import { until } from '#libs/platform/retry.js';
import { StartError } from './start-error.js';

/** Owner of the database and its only superuser. */
const OWNER = 'helpdesk';
const DATABASE = 'helpdesk';
/** How long the server may take to start, in milliseconds: recovery after a crash included. */
const START_TIMEOUT = 60_000;

export interface PostgresOptions {
  /** Existing folder; the data lie in it, or where its note `postgres-place.json` says. */
  readonly folder: string;
  readonly port?: number;
  /** For tests: nothing survives a crash of the machine, and the folder goes when this process dies. */
  readonly throwAway?: boolean;
}
export interface LocalPostgres {
  /** URL of the owner, with the password. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** Resolves when the server has ended by itself; the reason is in its log. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on 127.0.0.1 only, ending first what a killed start left running on the same data.
 * @throws {Error} with a sentence that says what to do
 */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const folder = realpathSync(options.folder);
  const place = findPlace(folder);
  const password = passwordOf(folder);
  if (!existsSync(join(place.data, 'PG_VERSION'))) initialise(place, password, options.throwAway ?? false);
  await endLeftOver(place);
  const port = await freePort(options.port);
  const logFile = join(folder, 'postgres.log');
  const server = launch(place, port, logFile, options.throwAway ?? false);
  const pid = server.pid;
  if (pid === undefined) throw new StartError(`PostgreSQL cannot be started: see ${logFile}.`);
  const guard = guardServer(pid, options.throwAway ? 'QUIT' : 'INT', options.throwAway ? folder : '');
  const ended = new Promise<void>((resolve) => void server.once('exit', () => resolve()));
  const url = `postgres://${OWNER}:${password}@127.0.0.1:${port}/${DATABASE}`;
  const ready = await until(
    () => server.exitCode !== null || server.signalCode !== null || isReady(place.data),
    START_TIMEOUT,
  );
  if (!ready || !isAlive(pid)) {
    await endProcess(pid, ['SIGINT', 'SIGQUIT', 'SIGKILL']);
    guard.dismiss();
    throw new StartError(`PostgreSQL did not start: ${lastWords(logFile)} (${logFile})`);
  }
  await ensureDatabase(url);
  const stop = async (): Promise<void> => {
    await endProcess(pid, ['SIGINT', 'SIGQUIT', 'SIGKILL'], 15_000);
    guard.dismiss();
    if (options.throwAway) for (const path of [folder, place.data]) rmSync(path, { recursive: true, force: true });
  };
  return { url, port, pid, dataDir: place.data, ended, stop };
}

function passwordOf(folder: string): string {
  const file = join(folder, 'postgres-password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** Makes the cluster beside its place and moves it there when complete: a start that was killed leaves no half of one. */
function initialise(place: PostgresPlace, password: string, hasty: boolean): void {
  const unfinished = `${place.data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700, recursive: true });
  const passwordFile = `${unfinished}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [unfinished, passwordFile]) {
    if (place.runAs.uid !== undefined) chownSync(path, place.runAs.uid, place.runAs.gid ?? place.runAs.uid);
  }
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const access = ['--auth=scram-sha-256', `--username=${OWNER}`, `--pwfile=${passwordFile}`];
  const args = [`--pgdata=${unfinished}`, ...access, ...locale, ...(hasty ? ['--no-sync'] : [])];
  const made = spawnSync(join(place.bin, 'initdb'), args, { ...place.runAs, cwd: '/', encoding: 'utf8' });
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new StartError(
      `PostgreSQL cannot make its data in ${place.data}: ${made.error?.message ?? made.stderr.trim()}`,
    );
  }
  rmSync(place.data, { recursive: true, force: true });
  renameSync(unfinished, place.data);
}

function launch(place: PostgresPlace, port: number, logFile: string, hasty: boolean): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: hasty ? '400' : '150',
    log_checkpoints: 'off',
    ...(hasty ? {} : { shared_buffers: `${sharedBuffers()}MB` }),
    ...(hasty ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(logFile, 'a');
  try {
    const args = ['-D', place.data, '-p', String(port), ...flags];
    // In a session of its own: Ctrl-C reaches the launcher only, which ends the apps first.
    const server = spawn(join(place.bin, 'postgres'), args, {
      ...place.runAs,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    });
    server.on('error', () => undefined);
    server.unref();
    return server;
  } finally {
    closeSync(log);
  }
}

/** In megabytes: an eighth of the memory there is, between PostgreSQL's own default and 2 GB. */
function sharedBuffers(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return Math.min(2_048, Math.max(128, Math.floor(bytes / 8 / 2 ** 20)));
}

/** Servers without their launcher, and the pid file of one that died with the machine. */
async function endLeftOver(place: PostgresPlace): Promise<void> {
  for (const pid of processesOn('postgres', place.data)) {
    const gone = await endProcess(pid, ['SIGINT', 'SIGQUIT'], 20_000);
    if (!gone)
      throw new StartError(`An earlier PostgreSQL (process ${pid}) does not end: end it with \`kill -QUIT ${pid}\`.`);
  }
  // The number in it may belong to another program by now; PostgreSQL would then refuse to start.
  rmSync(join(place.data, 'postmaster.pid'), { force: true });
}

function isReady(data: string): boolean {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

function ensureDatabase(url: string): Promise<void> {
  return withClient({ connectionString: url.replace(/[^/]+$/, 'postgres') }, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE}`);
  });
}

function lastWords(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n');
  return lines.findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? lines.at(-1) ?? 'it says nothing';
}
