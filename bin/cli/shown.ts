import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { readCurrentCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { say } from './output.js';
import type { System } from './system.js';

const PATIENCE_MS = 30_000;

/**
 * Waits until the pages of the running system show the log up to `position`, for at most 30 seconds; says so when they
 * do not. Returns at once when the system is not known to run.
 */
export async function waitUntilShown(system: System, owner: pg.Client, position: number): Promise<void> {
  if (!system.url) return;
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    if ((await readCurrentCheckpoint(owner)).position >= position) return;
    await pause(50);
  }
  say('The pages do not show all of it yet: `npx helpdesk status` says how far they are.');
}
