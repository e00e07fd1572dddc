import type { Queryable } from '#libs/platform/database.js';
import { asOfCte, type AsOfRow } from '../queries/as-of.js';
import { Parameters, query } from '../queries/sql.js';
import { anyOf, findNumbers, occurs, tsQuery, type Search } from './find.js';
import { readTexts } from './texts.js';
import { vectorOf } from './write-search.js';

/**
 * The numbers of the newest tickets that matched at a past time. The words of now and of earlier texts tell which may have; of those
 * that changed since, the texts of then are read from the log.
 */
export async function findPast(db: Queryable, search: Search, limit: number, at: Date): Promise<number[]> {
  if (!search.text) return [];
  const parameters = new Parameters();
  const [asOf] = await query<AsOfRow & Record<string, unknown>>(
    db,
    `with ${asOfCte(parameters, at)} select * from as_of`,
    parameters.values,
  );
  const { position } = asOf as AsOfRow & { position: number };
  const wanted = search.terms.filter(({ not }) => !not);
  const now = await findNumbers(db, search, limit, { openedUntil: at });
  const others = wanted.length < search.terms.length ? { ...search, text: tsQuery(wanted) } : undefined;
  const maybe = others ? await findNumbers(db, others, limit, { openedUntil: at }) : [];
  const any = wanted.flatMap(({ found }) => found.flat().filter(occurs).map(anyOf)).join(' | ');
  const changed = await query<{ number: number; ticket_id: string }>(db, CHANGED, [[...now, ...maybe], any, position]);
  const texts = await readTexts(
    db,
    changed.map(({ ticket_id: id }) => id),
    position,
  );
  const matched = await query<{ number: number }>(db, MATCHED, [
    changed.map(({ number }) => number),
    changed.map(({ ticket_id: id }) => vectorOf(texts.get(id)?.now ?? [])),
    search.text,
  ]);
  const since = new Set(changed.map(({ number }) => number));
  return [...now.filter((number) => !since.has(number)), ...matched.map(({ number }) => number)];
}

const CHANGED = `select t.number, t.ticket_id from tickets t where t.last_position > $3 and t.number = any($1::integer[])
  union select t.number, t.ticket_id from search s join tickets t on t.number = s.number where s.former @@ $2::tsquery and t.last_position > $3`;
const MATCHED = `select number from unnest($1::integer[], $2::text[]) as u (number, words) where words::tsvector @@ $3::tsquery`;
