import type pg from 'pg';
import { listGenerations } from '#libs/read-models/generations.js';
import type { System } from './system.js';

/** The time zone that was set, else that of the read models in use, else the machine's. */
export async function zoneOf({ config }: System, owner: pg.Client): Promise<string> {
  if (process.env['HELPDESK_TIME_ZONE']) return config.HELPDESK_TIME_ZONE;
  const inUse = (await listGenerations(owner)).find((generation) => generation.active);
  return inUse?.timeZone ?? config.HELPDESK_TIME_ZONE;
}
