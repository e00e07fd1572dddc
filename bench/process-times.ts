import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the kernel's clock in a second, as Linux counts them for programs. */
const TICKS = 100;

export interface ProcessTime {
  readonly pid: number;
  readonly parent: number;
  /** Seconds of a core used so far, those of children that have ended too. */
  readonly seconds: number;
}

/** Of every process that runs (Linux only). */
export function processTimes(): ProcessTime[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? timeOf(Number(name)) : []));
}

/**
 * Seconds of a core that a process and its children have used.
 * @param alone without its children
 */
export function secondsOf(root: number, all: readonly ProcessTime[], alone = false): number {
  const its = all.filter(({ pid, parent }) => pid === root || (parent === root && !alone));
  return its.reduce((sum, { seconds }) => sum + seconds, 0);
}

/**
 * Seconds of a core used so far by the processes of each part, and by PostgreSQL with its children.
 * @param postgres id of its first process
 */
export function usedCores(
  parts: Readonly<Record<string, readonly number[]>>,
  postgres: number,
): Record<string, number> {
  const all = processTimes();
  const used = Object.entries(parts).map(([part, pids]): [string, number] => [
    part,
    pids.reduce((sum, pid) => sum + secondsOf(pid, all, true), 0),
  ]);
  return { ...Object.fromEntries(used), PostgreSQL: secondsOf(postgres, all) };
}

/** Empty when it has ended meanwhile. Fields as in proc(5): the name, in brackets, may hold blanks. */
function timeOf(pid: number): ProcessTime[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    // Its own time in programs and in the kernel, then that of children that have ended.
    const ticks = fields.slice(11, 15).reduce((sum, part) => sum + part, 0);
    return [{ pid, parent: fields[1] ?? 0, seconds: ticks / TICKS }];
  } catch {
    return [];
  }
}
