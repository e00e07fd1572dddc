import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { guardServer } from './guard.js';
import { freePort } from './ports.js';
import { endProcess, isAlive, processesOn, until } from './processes.js';
import { StartError } from './start-error.js';

export interface NatsOptions {
  /** Path of the program. */
  readonly program: string;
  /** Existing folder; JetStream stores below it. */
  readonly folder: string;
  readonly port?: number;
}
export interface LocalNats {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server has ended by itself. */
  readonly ended: Promise<void>;
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
  const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', store];
  const server = spawn(options.program, args, {
    ...ownerOf(options.folder),
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
  const url = `nats://127.0.0.1:${port}`;
  return { url, port, pid, ended, stop: () => end(['SIGTERM', 'SIGKILL']), kill: () => end(['SIGKILL']) };
}

/** Root serves an ordinary user's data as that user, who must be able to go on with them. */
function ownerOf(folder: string): { uid?: number; gid?: number } {
  const { uid, gid } = statSync(folder);
  return process.getuid?.() === 0 && uid !== 0 ? { uid, gid } : {};
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
