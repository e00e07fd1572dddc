import type { Queryable } from '#libs/platform/database.js';
import { query } from '../queries/sql.js';
import { spellingsOf } from './normal-form.js';
import type { Term } from './query.js';
import { synonymsOf } from './synonyms.js';

/** Whose tickets count, by the column of the vocabulary: all, or those that are not closed. */
export type Audience = 'tickets' | 'open';

/** A typed word, as the tickets have it. */
export interface FoundWord {
  /** Any of these; `heat*` is all that begins so. */
  readonly words: readonly string[];
  /** Tickets that have one of these, at most. */
  readonly tickets: number;
}
export interface FoundTerm extends Term {
  /** The ways of the term. */
  readonly found: readonly (readonly FoundWord[])[];
  /** Tickets that have it, about. */
  readonly tickets: number;
}
/** What was typed, as the tickets have it. */
export interface Search {
  readonly terms: readonly FoundTerm[];
  readonly audience: Audience;
  /** Of the audience. */
  readonly tickets: number;
  /** The text query; undefined when nothing can match. */
  readonly text: string | undefined;
  /** The part of the tickets that probably matches. */
  readonly likely: number;
}

/** Words that a typed one stands for: more are looked for by their beginning. */
const MOST_WORDS = 200;
/** So many words that begin alike are counted. */
const MOST_COUNTED = 5_000;

/** Looks up which words of the tickets are meant. */
export async function prepareSearch(db: Queryable, typed: readonly Term[], audience: Audience): Promise<Search> {
  const looked = typed.flatMap(({ ways, exact }) =>
    ways.flatMap((way) => way.map((word, i) => ({ spellings: spellingsOf(word), whole: exact || i < way.length - 1 }))),
  );
  const asked = looked.flatMap(({ spellings, whole }, id) => [
    ...spellings.map((word) => ({ id, word, whole })),
    ...(whole ? [] : spellings.flatMap(synonymsOf)).map((word) => ({ id, word, whole: true })),
  ]);
  const rows = await query<FoundWord & { id: number; all: number }>(db, WORDS(audience), [JSON.stringify(asked)]);
  const tickets = rows[0]?.all ?? 0;
  const found = looked.map(({ spellings }, n): FoundWord => {
    const word = rows.find(({ id }) => id === n) ?? { words: [], tickets: 0 };
    return word.words.length > MOST_WORDS ? { ...word, words: spellings.map((spelling) => `${spelling}*`) } : word;
  });
  const terms = typed.map((term): FoundTerm => {
    const ways = term.ways.map((way) => found.splice(0, way.length));
    const ticketsOf = (way: FoundWord[]): number => Math.min(...way.map((word) => word.tickets));
    return { ...term, found: ways, tickets: Math.max(...ways.map(ticketsOf)) };
  });
  const parts = terms.map((term) => Math.min(1, term.tickets / Math.max(tickets, 1)));
  const likely = terms.reduce((product, { not }, i) => product * (not ? 1 - parts[i]! : parts[i]!), 1);
  return { terms, audience, tickets, text: tsQuery(terms), likely };
}

/**
 * All of some terms, as PostgreSQL reads it.
 * @param marks that may stand before the words
 */
export function tsQuery(terms: readonly FoundTerm[], marks: readonly string[] = ['']): string | undefined {
  const anyOf = ({ words }: FoundWord): string =>
    `(${marks.flatMap((mark) => words.map((word) => `'${mark}${word}'`.replace("*'", "':*"))).join(' | ')})`;
  const parts: string[] = [];
  for (const { found, not } of terms) {
    const ways = found.filter((way) => way.every(({ words }) => words.length > 0));
    const text = ways.map((way) => way.map(anyOf).join(' <-> ')).join(' | ');
    if (text) parts.push(`${not ? '!' : ''}(${text})`);
    else if (!not) return undefined;
  }
  return parts.join(' & ') || undefined;
}

/** Beginnings and parts of words. A part must stand behind two letters, a short one behind three: it is in too many others. */
const WORDS = (audience: Audience): string => `
  select id, (array_agg(word order by n desc))[1:${MOST_WORDS + 1}] as words, sum(n)::float8 as tickets,
    (select sum(open + active ${audience === 'open' ? '' : '+ closed'})::float8 from categories) as "all"
  from (select distinct a.id, v.word, v.${audience} as n from json_to_recordset($1) as a (id integer, word text, whole boolean)
    cross join lateral (
      select * from vocabulary v where v.word = a.word collate "C"
      union all
      (select * from vocabulary v where not a.whole and v.word > a.word collate "C" and v.word < a.word || chr(1114111) collate "C"
        limit ${MOST_COUNTED})
      union all
      (select * from vocabulary v where not a.whole and length(a.word) >= 4 and v.word like '%' || a.word || '%'
        and position(a.word in v.word) > case when length(a.word) = 4 then 3 else 2 end limit ${MOST_COUNTED})) v
    where v.${audience} > 0) f
  group by id`;
