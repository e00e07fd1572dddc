import type { Queryable } from '#libs/platform/database.js';
import { asOfCte } from '../queries/as-of.js';
import { Parameters, query } from '../queries/sql.js';
import type { TicketFilter } from '../types.js';
import { findNumbers } from './find.js';
import { readTexts } from './texts.js';
import { tsQuery, type Search } from './vocabulary.js';
import { FORMER, vectorOf } from './write-search.js';

/**
 * The numbers of the newest tickets that matched at a past time, among those that a filter names. The words of now and of former texts
 * tell which may have; of those that changed since, the texts of then are read from the log.
 */
export async function findPast(
  db: Queryable,
  search: Search,
  limit: number,
  { at, numbers }: TicketFilter,
): Promise<number[]> {
  const wanted = search.terms.filter(({ not }) => !not);
  const ever = { ...search, text: tsQuery(wanted, ['', FORMER]) ?? search.text };
  const found = await findNumbers(db, ever, limit, { openedUntil: at, numbers });
  const parameters = new Parameters();
  const changed = await query<{ id: string; number: number; position: number }>(
    db,
    `with ${asOfCte(parameters, at)} select t.ticket_id as id, t.number, a.position from as_of a, tickets t
     where t.number = any(${parameters.add(found)}::integer[]) and t.last_position > a.position`,
    parameters.values,
  );
  const ids = changed.map(({ id }) => id);
  const texts = await readTexts(db, ids, changed[0]?.position ?? 0);
  const matching = await query<{ number: number }>(
    db,
    `select s.number from search s left join unnest($1::integer[], $2::text[]) u (number, words) using (number)
     where s.number = any($3::integer[]) and coalesce(u.words::tsvector, s.words) @@ $4::tsquery`,
    [changed.map(({ number }) => number), ids.map((id) => vectorOf(texts.get(id) ?? [])), found, search.text],
  );
  return matching.map(({ number }) => number);
}
