import type pg from 'pg';
import { query } from '../queries/sql.js';

/** The schemas that replays of a past moment made, by name. */
export async function listReplays(owner: pg.ClientBase): Promise<string[]> {
  const rows = await query<{ name: string }>(
    owner,
    `select n.nspname as name from pg_namespace n
     where to_regclass(format('%I.moment', n.nspname)) is not null and to_regclass(format('%I.past_texts', n.nspname)) is not null
     order by n.nspname`,
  );
  return rows.map(({ name }) => name);
}

/**
 * Takes the texts of a ticket out of the tables of a replay, so that they are what a replay would make now.
 * @param owner outside of a transaction
 * @returns false when there were none
 */
export async function eraseFromReplay(owner: pg.ClientBase, schema: string, ticketId: string): Promise<boolean> {
  const values = [ticketId];
  await owner.query('begin');
  try {
    await owner.query(
      `update ${schema}.words w set tickets = w.tickets - 1
       from (select unnest(tsvector_to_array(search)) as word from ${schema}.texts where ticket_id = $1) gone where w.word = gone.word`,
      values,
    );
    await owner.query(`delete from ${schema}.words where tickets <= 0`);
    const texts = await owner.query(
      `update ${schema}.texts set description = null, words = '{}', search = '' where ticket_id = $1 and (description is not null or words <> '{}')`,
      values,
    );
    await owner.query(`update ${schema}.items set description = null, search = '' where ticket_id = $1`, values);
    const past = await owner.query(
      `update ${schema}.past_texts set description = null, search = '' where ticket_id = $1 and description is not null`,
      values,
    );
    await owner.query('commit');
    return (texts.rowCount ?? 0) + (past.rowCount ?? 0) > 0;
  } catch (error) {
    await owner.query('rollback').catch(() => undefined);
    throw error;
  }
}
