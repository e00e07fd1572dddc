import { spawn } from 'node:child_process';

/** `read` returns when the pipe breaks: at the latest when this process dies, however it dies. */
const END_SERVER =
  'read _; kill "-$1" "$2" 2>/dev/null; [ -z "$3" ] && exit; while kill -0 "$2" 2>/dev/null; do sleep 0.1; done; rm -rf "$3"';
const REMOVE_FOLDER = 'read _; rm -rf "$1"';

/** A process that ends a server when this one is gone without having done so itself. */
export interface Guard {
  /** The server was ended in good order: nothing is left to do. */
  dismiss(): void;
}

/**
 * Guards a server that runs in a session of its own, out of reach of Ctrl-C.
 * @param folder what is removed after its end
 */
export function guardServer(pid: number, signal: 'INT' | 'QUIT' | 'TERM' | 'KILL', folder = ''): Guard {
  return spawnGuard(END_SERVER, [signal, String(pid), folder]);
}

/** Removes a folder when this process is gone. */
export function guardFolder(folder: string): Guard {
  return spawnGuard(REMOVE_FOLDER, [folder]);
}

function spawnGuard(script: string, args: string[]): Guard {
  const guard = spawn('sh', ['-c', script, 'helpdesk-guard', ...args], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();
  // Neither the guard nor its pipe keeps this process from ending.
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
  return { dismiss: () => void guard.kill('SIGKILL') };
}
