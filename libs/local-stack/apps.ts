import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { basename, dirname } from 'node:path';
import { projectPath } from '#libs/platform/project-root.js';
import { endProcess } from './processes.js';
import { StartError } from './start-error.js';

export const APP_NAMES = ['command-api', 'analytics-projector', 'query-api'] as const;
/** Started when they are set up. */
export const OPTIONAL_APPS = ['notifier'] as const;
export type AppName = (typeof APP_NAMES | typeof OPTIONAL_APPS)[number];

/** How long an app may take until it listens, in milliseconds. */
const START_TIMEOUT = 60_000;

export interface RunningApp {
  readonly url: string;
  readonly process: ChildProcess;
  /** Resolves with the exit code or signal. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}
interface AppMessage {
  readonly ready: boolean;
  readonly url?: string;
  readonly words?: string;
}

/** How Node is started for an app: with room for the short-lived objects of many requests at once. */
export const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=32'] as const;

type OnLine = (line: string) => void;

/**
 * Starts a built app as a process of its own, which ends when this one does.
 * @param onLine gets each line the app writes
 * @throws {Error} with the sentence the app gave when it could not start
 */
export function startApp(name: AppName, env: NodeJS.ProcessEnv, onLine?: OnLine): Promise<RunningApp> {
  return startProgram(projectPath('dist', 'apps', name, 'main.js'), env, onLine);
}

/** The same for any program that runs by `runApp`. */
export async function startProgram(
  main: string,
  env: NodeJS.ProcessEnv,
  onLine: OnLine = () => undefined,
): Promise<RunningApp> {
  const name = basename(dirname(main));
  if (!existsSync(main)) throw new StartError(`${name} is not built: run \`npm run build\`.`);
  const child = fork(main, [], { env, cwd: projectPath(), silent: true, execArgv: [...NODE_FLAGS] });
  const tail: string[] = [];
  const hear = (line: string): void => {
    tail.push(line);
    if (tail.length > 20) tail.shift();
    onLine(line);
  };
  for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on('line', hear);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const url = await readyUrl(name, child, tail);
  const stop = async (): Promise<void> => {
    if (child.pid && child.exitCode === null) await endProcess(child.pid, ['SIGTERM', 'SIGKILL']);
  };
  return { url, process: child, ended, stop };
}

function readyUrl(name: string, child: ChildProcess, tail: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${name} is not ready after ${START_TIMEOUT / 1000} s:\n${tail.join('\n')}`));
    }, START_TIMEOUT);
    let words: string | undefined;
    child.on('message', (message: AppMessage) => {
      if (!message.ready) words = message.words;
      else if (message.url) {
        clearTimeout(timer);
        resolve(message.url);
      }
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(
        words
          ? new StartError(words)
          : new Error(`${name} ended with ${signal ?? `code ${code}`}:\n${tail.join('\n')}`),
      );
    });
  });
}
