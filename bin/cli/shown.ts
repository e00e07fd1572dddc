import type pg from 'pg';
import { until } from '#libs/platform/retry.js';
import { readCurrentCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { say } from './output.js';
import type { System } from './system.js';

const TIMEOUT = 30_000;

/**
 * Waits until the pages of the running system show the log up to `position`, for at most 30 seconds; says so when they
 * do not. Returns at once when the system is not known to run.
 */
export async function waitUntilShown(system: System, owner: pg.Client, position: number): Promise<void> {
  if (!system.url) return;
  if (await until(async () => (await readCurrentCheckpoint(owner)).position >= position, TIMEOUT, 50)) return;
  say('The pages do not show all of it yet: `npx helpdesk status` says how far they are.');
}
