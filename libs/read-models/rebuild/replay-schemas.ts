import type pg from 'pg';
import { query } from '../queries/sql.js';
import { completeSearch } from '../search/write-search.js';

/** The schemas that replays of a past time made, by name; versions before had `past_texts` and `items` in them. */
export async function listReplays(owner: pg.ClientBase): Promise<string[]> {
  const rows = await query<{ name: string }>(
    owner,
    `select n.nspname as name from pg_namespace n
     where to_regclass(format('%I.moment', n.nspname)) is not null 
       and coalesce(to_regclass(format('%I.texts_history', n.nspname)), to_regclass(format('%I.past_texts', n.nspname))) is not null
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
  const older = await query<{ table: string | null }>(owner, 'select to_regclass($1)::text as table', [
    `${schema}.items`,
  ]);
  const before = older[0]?.table !== null;
  await owner.query('begin');
  try {
    await owner.query(`truncate ${before ? `${schema}.words` : `${schema}.vocabulary`}`);
    const texts = await owner.query(
      `update ${schema}.texts set description = null, words = '{}'${before ? ", search = ''" : ''} where ticket_id = $1 and (description is not null or words <> '{}')`,
      values,
    );
    if (before)
      await owner.query(`update ${schema}.items set description = null, search = '' where ticket_id = $1`, values);
    else {
      await owner.query(
        `update ${schema}.search set words = '', former = null
         where number = (select number from ${schema}.tickets where ticket_id = $1)`,
        values,
      );
      await completeSearch(owner, schema);
    }
    const past = await owner.query(
      `update ${schema}.${before ? 'past_texts' : 'texts_history'} set description = null${before ? ", search = ''" : ''} where ticket_id = $1 and description is not null`,
      values,
    );
    await owner.query('commit');
    return (texts.rowCount ?? 0) + (past.rowCount ?? 0) > 0;
  } catch (error) {
    await owner.query('rollback').catch(() => undefined);
    throw error;
  }
}
