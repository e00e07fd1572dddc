import type pg from 'pg';
import { readHead } from '#libs/event-log/read.js';
import { BadUse } from '../cli/outcomes.js';

/**
 * Made-up tickets never stand beside real ones.
 * @returns the time of the database, which no event may be later than
 * @throws {BadUse} when the log holds anything
 */
export async function needEmptyLog(owner: pg.Client): Promise<Date> {
  const { position } = await readHead(owner);
  if (position > 0) {
    throw new BadUse(
      `The log already holds ${position} events: use an empty one, for example with HELPDESK_DATA_DIR=.data-demo or another DATABASE_URL.`,
    );
  }
  const { rows } = await owner.query<{ now: Date }>('select clock_timestamp() as now');
  return rows[0]?.now ?? new Date();
}
