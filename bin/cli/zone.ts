import type pg from 'pg';
import { readCurrentCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import type { System } from './system.js';

/** The time zone that was set, else that of the read models in use, else the machine's. */
export async function zoneOf({ config }: System, owner: pg.Client): Promise<string> {
  if (process.env['HELPDESK_TIME_ZONE']) return config.HELPDESK_TIME_ZONE;
  return (await readCurrentCheckpoint(owner)).timeZone ?? config.HELPDESK_TIME_ZONE;
}
