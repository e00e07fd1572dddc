import type pg from 'pg';
import { inTransaction } from '../project/apply-batch.js';
import { refold } from '../project/refold.js';
import { readCheckpoint, type Checkpoint } from '../queries/checkpoint.js';
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
 * Folds a ticket in a replay again, so that it is what a replay would make now. From the tables of another version the whole ticket goes.
 * @param owner outside of a transaction
 * @returns false when the replay is without the ticket
 */
export async function eraseFromReplay(owner: pg.ClientBase, schema: string, ticketId: string): Promise<boolean> {
  const held = await query(owner, `select from ${schema}.tickets where ticket_id = $1`, [ticketId]);
  if (held.length === 0) return false;
  return inTransaction(owner, async () => {
    await owner.query('set local synchronous_commit = on; savepoint refolding');
    try {
      const { timeZone, position, hash, recordedAt, logId } = (await readCheckpoint(owner, schema)) as Filled;
      const target = { schema, timeZone, filling: true };
      await refold(owner, target, [ticketId], { position, hash, recordedAt, logId });
      await completeSearch(owner, schema);
    } catch (error) {
      if (!OTHER_TABLES.has((error as pg.DatabaseError).code ?? '')) throw error;
      await owner.query('rollback to refolding');
      await removeTicket(owner, schema, ticketId);
    }
    return { result: true };
  });
}

/** The checkpoint of a computation that holds tickets. */
type Filled = { readonly [K in keyof Checkpoint]: NonNullable<Checkpoint[K]> };
/** A table or a column is missing, or one that must be filled is unknown here. */
const OTHER_TABLES = new Set(['42P01', '42703', '23502']);

/** The words of the whole replay go too: a version before kept them in another way. */
async function removeTicket(owner: pg.ClientBase, schema: string, ticketId: string): Promise<void> {
  const tables = await query<{ table: string; key: string }>(
    owner,
    `select c.table_name as table, max(c.column_name) as key from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = $1 and t.table_type = 'BASE TABLE' and c.column_name in ('ticket_id', 'number', 'word') group by 1 order by 1`,
    [schema],
  );
  const number = `select number from ${schema}.tickets where ticket_id = $1`;
  const [row] = await query<{ number: number }>(owner, number, [ticketId]);
  for (const { table, key } of tables) {
    const value = { ticket_id: ticketId, number: row?.number }[key];
    if (value === undefined) await owner.query(`truncate ${schema}.${table}`);
    else await owner.query(`delete from ${schema}.${table} where ${key} = $1`, [value]);
  }
}
