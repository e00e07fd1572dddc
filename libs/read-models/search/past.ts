import type { Queryable } from '#libs/platform/database.js';
import { asOfCte } from '../queries/as-of.js';
import { Parameters, query } from '../queries/sql.js';
import { findNumbers } from './find.js';
import { readTexts } from './texts.js';
import { anyOf, tsQuery, type Search } from './vocabulary.js';
import { vectorOf } from './write-search.js';

/**
 * The numbers of the newest tickets that matched at a past time. The words of now and of earlier texts tell which may have; of those
 * that changed since, the texts of then are read from the log.
 */
export async function findPast(db: Queryable, search: Search, limit: number, at: Date): Promise<number[]> {
  if (!search.text) return [];
  const wanted = search.terms.filter(({ not }) => !not);
  const likely = { ...search, text: tsQuery(wanted) ?? search.text };
  const numbers = await findNumbers(db, likely, limit, { openedUntil: at });
  const words = wanted.flatMap(({ found }) => found.flat()).filter((word) => word.words.length > 0);
  const parameters = new Parameters();
  const candidates = `with ${asOfCte(parameters, at)}
    select t.number, t.ticket_id as id, s.words @@ ${parameters.add(search.text)}::tsquery as matches, a.position,
      t.last_position > a.position as changed
    from as_of a, search s join tickets t using (number)
    where s.number = any(${parameters.add(numbers)}::integer[]) or s.former @@ ${parameters.add(words.map(anyOf).join(' | '))}::tsquery`;
  const found = await query<Candidate>(db, candidates, parameters.values);
  const changed = found.filter((one) => one.changed);
  const ids = changed.map(({ id }) => id);
  const texts = await readTexts(db, ids, found[0]?.position ?? 0);
  const then = await query<{ number: number }>(
    db,
    'select number from unnest($1::integer[], $2::text[]) u (number, words) where words::tsvector @@ $3::tsquery',
    [changed.map(({ number }) => number), ids.map((id) => vectorOf(texts.get(id)?.now ?? [])), search.text],
  );
  return [...found.filter((one) => one.matches && !one.changed), ...then].map(({ number }) => number);
}

type Candidate = {
  readonly number: number;
  readonly id: string;
  readonly matches: boolean;
  readonly changed: boolean;
  /** Of the log at that time. */
  readonly position: number;
};
