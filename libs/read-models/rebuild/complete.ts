import type { Queryable } from '#libs/platform/database.js';
import { OF_ALL, OF_OPEN } from '../shelf.js';

/** What searches need of a computation that was filled without it: its words, and the places of tickets on shelves. */
export async function completeSearch(db: Queryable, schema: string): Promise<void> {
  await db.query(`insert into ${schema}.words select word, ndoc from ts_stat('select search from ${schema}.texts')`);
  await db.query(`
    insert into ${schema}.search_index
    select ticket_id, case when x.search = '' then x.search else array_to_tsvector(
      (select array_agg(shelf || ':' || word) from unnest(tsvector_to_array(x.search)) word,
        unnest(array['', (t.modified_position >> ${OF_ALL.bits})::text]
          || case when t.status <> 'closed' then array['${OF_OPEN.prefix}' || (t.modified_position >> ${OF_OPEN.bits})] end) shelf)) end
    from ${schema}.texts x join ${schema}.tickets t using (ticket_id)`);
}
