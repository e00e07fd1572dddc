import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { until } from '#libs/platform/retry.js';

/** True while a process with this id runs, whoever owns it. A zombie counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
  return !isZombie(pid);
}

/** The command line of a process, '' when it is gone or not to be seen. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return process.platform === 'linux' ? '' : askPs(pid);
  }
}

/**
 * The processes of a program that were started on a path. A note of their ids could be older than they are, or have been
 * lost with the process that was about to write it.
 * @param path as it is among their arguments
 * @returns none on systems without /proc
 */
export function processesOn(program: string, path: string): number[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    const [name = '', ...args] = argumentsOf(pid);
    return basename(name) === program && args.includes(path);
  });
}

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/**
 * Ends a process: each signal in turn, with some time to go after each.
 * @returns false when it still runs after all
 */
export async function endProcess(pid: number, signals: readonly NodeJS.Signals[], timeout = 10_000): Promise<boolean> {
  for (const signal of signals) {
    if (!isAlive(pid)) return true;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (isCode(error, 'ESRCH')) return true;
      throw error;
    }
    if (await until(() => !isAlive(pid), timeout)) return true;
  }
  return !isAlive(pid);
}

/** True for a system error with this code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function isZombie(pid: number): boolean {
  try {
    return / Z /.test(/\) \S /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[0] ?? '');
  } catch {
    return false;
  }
}

function askPs(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
