import type { Queryable } from '#libs/platform/database.js';
import { asOfCte, type AsOfRow } from '../queries/as-of.js';
import { Parameters, query } from '../queries/sql.js';
import { findNumbers } from './find.js';
import { anyOf, occurs, tsQuery, type Search } from './vocabulary.js';
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
  const likely = { ...search, text: tsQuery(wanted) ?? search.text };
  const numbers = await findNumbers(db, likely, limit, { openedUntil: at });
  const any = wanted.flatMap(({ found }) => found.flat().filter(occurs).map(anyOf)).join(' | ');
  const found = await query<Candidate & Record<string, unknown>>(db, CANDIDATES, [numbers, any, search.text, position]);
  const changed = found.filter((one) => one.changed);
  const texts = await readTexts(
    db,
    changed.map(({ id }) => id),
    position,
  );
  const then = await query<{ number: number }>(db, MATCHING, [
    changed.map(({ number }) => number),
    changed.map(({ id }) => vectorOf(texts.get(id)?.now ?? [])),
    search.text,
  ]);
  return [...found.filter((one) => one.matches && !one.changed), ...then].map(({ number }) => number);
}

interface Candidate {
  readonly number: number;
  readonly id: string;
  readonly matches: boolean;
  readonly changed: boolean;
}

const CANDIDATES = `select t.number, t.ticket_id as id, s.words @@ $3::tsquery as matches, t.last_position > $4 as changed
  from search s join tickets t using (number) where s.number = any($1::integer[]) or s.former @@ $2::tsquery`;
const MATCHING = `select number from unnest($1::integer[], $2::text[]) as u (number, words) where words::tsvector @@ $3::tsquery`;
