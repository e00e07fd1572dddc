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

/** The time zone that was set, else that of the read models in use, else the machine's. */
export async function zoneOf({ config }: System, owner: pg.Client): Promise<string> {
  if (process.env['HELPDESK_TIME_ZONE']) return config.HELPDESK_TIME_ZONE;
  return (await readCurrentCheckpoint(owner)).timeZone ?? config.HELPDESK_TIME_ZONE;
}

const CONNECTED = `select distinct application_name as name from pg_stat_activity
  where datname = current_database() and application_name ~ '^helpdesk-(command|projector|query|relay)' order by name`;

/** Processes of the helpdesk that are connected to the database; the command line is not one of them. */
export async function connectedApps(owner: pg.Client): Promise<string[]> {
  return (await owner.query<{ name: string }>(CONNECTED)).rows.map((row) => row.name);
}
