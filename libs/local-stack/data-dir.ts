import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { projectRoot } from '#libs/platform/project-root.js';
import { StartError } from './start-error.js';
import { commandLine, endProcess, isAlive, isCode } from './processes.js';

/** What is known of a running system: how the command line finds it, and what a killed one left. */
export interface SystemState {
  /** The launcher's. */
  readonly pid: number;
  /** Of the pages; absent while it starts. */
  readonly url?: string;
  readonly commandUrl?: string;
  readonly databaseUrl?: string;
  readonly natsUrl?: string;
  readonly natsIntegrationUrl?: string;
  /** Process ids of the apps. */
  readonly apps?: Readonly<Record<string, number>>;
}

const STATE = 'running.json';

/**
 * The folder of the embedded data, made if need be.
 * @param folder relative to the checkout
 * @throws {StartError} when it cannot be written
 */
export function openDataDir(folder: string): string {
  const path = resolve(projectRoot, folder);
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return realpathSync(path);
  } catch {
    throw new StartError(
      `The folder ${path} cannot be written: make it writable, or choose another with HELPDESK_DATA_DIR.`,
    );
  }
}

/** Step by step: mkdir's own recursion never returns where nothing can be made, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** What runs on these data now, undefined if nothing does. */
export function runningSystem(dataDir: string): SystemState | undefined {
  const state = readState(dataDir);
  return state && isLauncher(state.pid) ? state : undefined;
}

/**
 * Takes the data for this process alone, ending first the apps that a killed launcher left.
 * @throws {StartError} when another system runs on them
 */
export async function takeDataDir(dataDir: string): Promise<void> {
  const file = join(dataDir, STATE);
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid }), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    const running = runningSystem(dataDir);
    if (running) {
      const where = running.url ? ` at ${running.url}` : '';
      throw new StartError(
        `The helpdesk already runs on ${dataDir}${where} (process ${running.pid}): use that one, end it with \`kill ${running.pid}\`, or choose other data with HELPDESK_DATA_DIR.`,
      );
    }
    await endApps(readState(dataDir)?.apps ?? {});
    rmSync(file, { force: true });
  }
}

/** Notes how the running system is reached. */
export function noteState(dataDir: string, state: SystemState): void {
  // In one step: a reader must never find half of it.
  const draft = join(dataDir, `${STATE}.${process.pid}`);
  writeFileSync(draft, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(draft, join(dataDir, STATE));
}

/** Gives the data back. */
export function leaveDataDir(dataDir: string): void {
  if (readState(dataDir)?.pid === process.pid) rmSync(join(dataDir, STATE), { force: true });
}

function readState(dataDir: string): SystemState | undefined {
  const file = join(dataDir, STATE);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SystemState;
  } catch {
    return undefined;
  }
}

/** Process ids come round again: only a program of ours counts. */
function isLauncher(pid: number): boolean {
  return pid !== process.pid && isAlive(pid) && /helpdesk|(start|dev)\.m?js/.test(commandLine(pid));
}

async function endApps(apps: Readonly<Record<string, number>>): Promise<void> {
  const left = Object.entries(apps).filter(([name, pid]) => isAlive(pid) && commandLine(pid).includes(name));
  await Promise.all(left.map(([, pid]) => endProcess(pid, ['SIGTERM', 'SIGKILL'], 5_000)));
}
