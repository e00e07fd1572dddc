import { readFileSync } from 'node:fs';
import { APP_NAMES } from '#libs/local-stack/apps.js';
import { processTimes, secondsOf } from '../process-times.js';
import type { System } from './system.js';

/** What takes part: the apps, the servers, the program that asks; what else runs on the machine, and what waits for its disks. */
const OURS = [...APP_NAMES, 'PostgreSQL', 'NATS', 'visitors'] as const;
export const PARTS = [...OURS, 'other programs', 'waiting for disks'] as const;
type Ours = (typeof OURS)[number];
export type Part = (typeof PARTS)[number];

/** Ticks of the kernel's clock in a second, as Linux counts them for programs. */
const TICKS = 100;

/** Seconds of a core that each part has used since it began, its children too. */
export function usedCores({ apps, pids }: System): Record<Part, number> {
  const roots: Record<Ours, number> = {
    'command-api': apps['command-api'].process.pid ?? 0,
    'analytics-projector': apps['analytics-projector'].process.pid ?? 0,
    'query-api': apps['query-api'].process.pid ?? 0,
    PostgreSQL: pids.postgres,
    NATS: pids.nats,
    visitors: process.pid,
  };
  const all = processTimes();
  // The apps and servers are children of the visitors' program and count for themselves.
  const used = (root: number): number => secondsOf(root, all, root === process.pid);
  const ours = Object.fromEntries(OURS.map((part) => [part, used(roots[part])])) as Record<Ours, number>;
  const { busy, waiting } = machine();
  const others = busy - Object.values(ours).reduce((sum, seconds) => sum + seconds, 0);
  return { ...ours, 'other programs': others, 'waiting for disks': waiting };
}

/** All cores together since the machine started, in seconds; see proc_stat(5). Time taken by other machines on the same host is busy. */
function machine(): { readonly busy: number; readonly waiting: number } {
  const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '';
  const [user = 0, nice = 0, system = 0, , waiting = 0, irq = 0, softirq = 0, stolen = 0] = line
    .split(/ +/)
    .slice(1)
    .map(Number);
  return { busy: (user + nice + system + irq + softirq + stolen) / TICKS, waiting: waiting / TICKS };
}
