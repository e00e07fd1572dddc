import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectNats } from '@nats-io/transport-node';
import { natsRightsOfCampus } from '#libs/platform/campus.js';
import { projectPath } from '#libs/platform/project-root.js';
import { guardServer } from './guard.js';
import { freePort } from './ports.js';
import { endProcess, isAlive, processesOn } from './processes.js';
import { until } from '#libs/platform/retry.js';
import { StartError } from './start-error.js';

/** For an answer, in milliseconds. */
const TIMEOUT = 3_000;

export interface NatsOptions {
  /** Path of the program. */
  readonly program: string;
  /** Existing folder; JetStream stores below it. */
  readonly folder: string;
  readonly port?: number;
  /** For tests: anybody on this machine may do anything. */
  readonly open?: boolean;
}
export interface LocalNats {
  /** With the login of command-api, unless it is open to anybody. */
  readonly url: string;
  /** With the login of `integration`: it reads events and sends commands, and cannot write events. */
  readonly integrationUrl: string;
  /** With the login of the notifier: it reads events, and nothing else. */
  readonly notifierUrl: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server has ended by itself. */
  readonly ended: Promise<void>;
  /** Whether JetStream answers. After a full disk nats-server 2.9 lives on without it, until it is started again. */
  answers(): Promise<boolean>;
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/**
 * Starts nats-server with JetStream on 127.0.0.1 only, ending first what a killed start left running on the same data.
 * @throws {Error} with a sentence that says what to do
 */
export async function startNats(options: NatsOptions): Promise<LocalNats> {
  const store = join(options.folder, 'jetstream');
  const logFile = join(options.folder, 'nats.log');
  await Promise.all(processesOn('nats-server', store).map((pid) => endProcess(pid, ['SIGTERM', 'SIGKILL'])));
  mkdirSync(store, { recursive: true });
  const port = await freePort(options.port);
  const log = openSync(logFile, 'a');
  const passwords = options.open ? undefined : passwordsIn(options.folder);
  const server = spawn(options.program, argumentsFor(options, port, store), {
    ...ownerOf(options.folder),
    env: { ...process.env, ...passwords },
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  server.on('error', () => undefined);
  server.unref();
  const { pid } = server;
  if (pid === undefined) throw new StartError(`nats-server cannot be started: see ${logFile}.`);
  const guard = guardServer(pid, 'TERM');
  const ended = new Promise<void>((resolve) => void server.once('exit', () => resolve()));
  const end = async (signals: NodeJS.Signals[]): Promise<void> => {
    await endProcess(pid, signals);
    guard.dismiss();
  };
  const ready = await until(() => !isAlive(pid) || greets(port), 30_000);
  if (!ready || !isAlive(pid)) {
    await end(['SIGKILL']);
    throw new StartError(`nats-server did not start: see ${logFile}.`);
  }
  const urlOf = (user: string, password?: string): string =>
    `nats://${password ? `${user}:${password}@` : ''}127.0.0.1:${port}`;
  const url = urlOf('command-api', passwords?.NATS_COMMAND_PASSWORD);
  const integrationUrl = urlOf('integration', passwords?.NATS_INTEGRATION_PASSWORD);
  const notifierUrl = urlOf('notifier', passwords?.NATS_NOTIFIER_PASSWORD);
  return {
    url,
    integrationUrl,
    notifierUrl,
    port,
    pid,
    ended,
    answers: () => jetStreamAnswers(port, passwords?.NATS_COMMAND_PASSWORD),
    stop: () => end(['SIGTERM', 'SIGKILL']),
    kill: () => end(['SIGKILL']),
  };
}

/** With the users and rights of deploy/nats.conf, but for where it listens and stores. */
function argumentsFor({ folder, open }: NatsOptions, port: number, store: string): string[] {
  const place = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', store];
  if (open) return place;
  const file = join(folder, 'nats.conf');
  const settings = readFileSync(projectPath('deploy', 'nats.conf'), 'utf8');
  // The arguments set these.
  writeFileSync(file, natsRightsOfCampus(settings).replaceAll(/^ *(http|listen|store_dir): .*\n/gm, ''), {
    mode: 0o644,
  });
  return ['-c', file, ...place];
}

const USERS = ['NATS_COMMAND_PASSWORD', 'NATS_INTEGRATION_PASSWORD', 'NATS_NOTIFIER_PASSWORD'] as const;
type Passwords = Record<(typeof USERS)[number], string>;

/** Made once for each user, and kept with the data. NATS takes for a number what begins with a digit. */
function passwordsIn(folder: string): Passwords {
  const file = join(folder, 'nats-passwords.json');
  const password = (): string => `p${randomBytes(24).toString('hex')}`;
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Passwords>) : {};
  const passwords = Object.fromEntries(USERS.map((user) => [user, known[user] ?? password()])) as Passwords;
  if (USERS.some((user) => !known[user])) {
    writeFileSync(file, JSON.stringify(passwords), { mode: 0o600 });
    const { uid, gid } = ownerOf(folder);
    if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
  }
  return passwords;
}

/** Root serves an ordinary user's data as that user, who must be able to go on with them. */
function ownerOf(folder: string): { uid?: number; gid?: number } {
  const { uid, gid } = statSync(folder);
  return process.getuid?.() === 0 && uid !== 0 ? { uid, gid } : {};
}

async function jetStreamAnswers(port: number, pass?: string): Promise<boolean> {
  const login = pass ? { user: 'command-api', pass } : {};
  try {
    const nats = await connectNats({ servers: `127.0.0.1:${port}`, ...login, timeout: TIMEOUT, reconnect: false });
    try {
      await nats.request('$JS.API.INFO', '', { timeout: TIMEOUT });
    } finally {
      await nats.close();
    }
    return true;
  } catch {
    return false;
  }
}

/** A NATS server speaks first, once it is ready: `INFO {...}`, with `jetstream` when that is up. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (ready: boolean): void => {
      socket.destroy();
      resolve(ready);
    };
    socket.once('data', (chunk) => answer(chunk.toString('utf8').startsWith('INFO')));
    socket.once('error', () => answer(false));
    socket.setTimeout(1_000, () => answer(false));
  });
}
