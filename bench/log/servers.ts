import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { NODE_FLAGS } from '#libs/local-stack/apps.js';
import { projectPath } from '#libs/platform/project-root.js';

export interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a built program that tells its address, with its words kept quiet. */
export async function startServer(program: string, env: NodeJS.ProcessEnv): Promise<Server> {
  const child = fork(projectPath('dist', program), [], {
    env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'error', ...env },
    silent: true,
    execArgv: [...NODE_FLAGS],
  });
  const [message] = (await once(child, 'message')) as [{ ready: boolean; url?: string; words?: string }];
  if (!message.ready || !message.url) throw new Error(message.words ?? `${program} did not start`);
  return { url: message.url, pid: child.pid ?? 0, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
