import type { Queryable } from '#libs/platform/database.js';
import { asOfCte, type AsOfRow } from '../queries/as-of.js';
import { Parameters, query } from '../queries/sql.js';
import { findNumbers, type Range, type Search } from './find.js';
import { isMatch } from './match.js';
import { wordsOf } from './normal-form.js';
import { textsOf } from './texts.js';
import { anyQuery, tsQuery } from './ts-query.js';

interface Candidate {
  number: number;
  ticket_id: string;
  last_position: number;
}

/**
 * The numbers of the tickets that matched at a past time. The words of now and of earlier descriptions tell which may have; of those that
 * changed since, the texts of then are read from the log.
 */
export async function findPast(db: Queryable, search: Search, range: Range, at: Date): Promise<number[]> {
  const parameters = new Parameters();
  const [asOf] = await query<AsOfRow & Record<string, unknown>>(
    db,
    `with ${asOfCte(parameters, at)} select * from as_of`,
    parameters.values,
  );
  const { position } = asOf as AsOfRow;
  const wanted = search.terms.filter(({ not }) => !not);
  const nowMatching = new Set(await findNumbers(db, search, range));
  const others = wanted.length < search.terms.length ? { ...search, text: tsQuery(wanted) || undefined } : undefined;
  const candidates = await query<Candidate & Record<string, unknown>>(db, CANDIDATES, [
    [...nowMatching, ...(others ? await findNumbers(db, others, range) : [])],
    anyQuery(wanted),
  ]);
  const changed = candidates.filter(({ last_position: last }) => last > position).map(({ ticket_id: id }) => id);
  const texts = await textsOf(db, changed, position);
  return candidates
    .toSorted((a, b) => b.number - a.number)
    .filter(({ ticket_id: id, number }) => {
      const then = texts.get(id);
      return then
        ? isMatch(
            search.terms,
            then.map(({ text }) => wordsOf(text)),
          )
        : nowMatching.has(number);
    })
    .map(({ number }) => number);
}

const CANDIDATES = `select number, ticket_id, last_position from tickets where number = any($1::integer[])
  union select t.number, t.ticket_id, t.last_position from search s join tickets t on t.number = s.number
  where s.former @@ $2::tsquery`;
