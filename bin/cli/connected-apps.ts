import type pg from 'pg';

const CONNECTED = `select distinct application_name as name from pg_stat_activity
  where datname = current_database() and application_name ~ '^helpdesk-(command|projector|query|relay)' order by name`;

/** Processes of the helpdesk that are connected to the database; the command line is not one of them. */
export async function connectedApps(owner: pg.Client): Promise<string[]> {
  return (await owner.query<{ name: string }>(CONNECTED)).rows.map((row) => row.name);
}
