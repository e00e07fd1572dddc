import type { Queryable } from '#libs/platform/database.js';
import { query } from '../queries/sql.js';
import { spellingsOf } from './normal-form.js';
import type { Term } from './query.js';
import { synonymsOf } from './synonyms.js';

/** Whose tickets count: all, or those that are not closed. */
export type Audience = 'all' | 'open';

/** A slot as the tickets have it. */
export interface FoundSlot {
  readonly words: readonly string[];
  /** Also all that begins so. */
  readonly beginnings: readonly string[];
  /** Tickets that have one of these, at most. */
  readonly tickets: number;
}
export interface FoundTerm extends Term {
  readonly found: readonly (readonly FoundSlot[])[];
  /** Tickets that have it, at most. */
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

/** Words that a slot stands for: more are looked for by their beginning. */
const MOST_WORDS = 200;
/** So many words that begin alike are counted. */
const MOST_COUNTED = 5_000;

/** Looks up which words of the tickets are meant. */
export async function prepareSearch(db: Queryable, typed: readonly Term[], audience: Audience): Promise<Search> {
  const slots = typed.flatMap(({ ways, exact }) =>
    ways.flatMap((way) =>
      way.map((slot, i) => ({ spellings: slot.flatMap(spellingsOf), whole: exact || i < way.length - 1 })),
    ),
  );
  const asked = slots.flatMap(({ spellings, whole }, slot) => [
    ...spellings.map((word) => ({ slot, word, whole })),
    ...(whole ? [] : spellings.flatMap(synonymsOf).map((word) => ({ slot, word, whole: true }))),
  ]);
  const rows = await query<{ slot: number | null; words: string[]; tickets: number; more: boolean; all: number }>(
    db,
    WORDS(audience),
    [asked.map(({ slot }) => slot), asked.map(({ word }) => word), asked.map(({ whole }) => whole)],
  );
  const found = slots.map(({ spellings }, n): FoundSlot => {
    const { words = [], tickets = 0, more } = rows.find(({ slot }) => slot === n) ?? {};
    return { words, tickets, beginnings: more ? spellings : [] };
  });
  const terms = typed.map((term): FoundTerm => {
    const ways = term.ways.map((way) => found.splice(0, way.length));
    const most = ways.map((way) => Math.min(...way.map(({ tickets }) => tickets)));
    return { ...term, found: ways, tickets: most.reduce((sum, tickets) => sum + tickets, 0) };
  });
  const tickets = rows[0]?.all ?? 0;
  const part = (term: FoundTerm): number => Math.min(1, term.tickets / Math.max(tickets, 1));
  const likely = terms.reduce((product, term) => product * (term.not ? 1 - part(term) : part(term)), 1);
  return { terms, audience, tickets, text: tsQuery(terms), likely };
}

/** All of some terms, as PostgreSQL reads it. */
export function tsQuery(terms: readonly FoundTerm[]): string | undefined {
  const parts: string[] = [];
  for (const { found, not } of terms) {
    const ways = found.filter((way) => way.every(occurs)).map((way) => way.map(anyOf).join(' <-> '));
    if (ways.length > 0) parts.push(`${not ? '!' : ''}(${ways.join(' | ')})`);
    else if (!not) return undefined;
  }
  return parts.join(' & ') || undefined;
}

export function occurs({ words }: FoundSlot): boolean {
  return words.length > 0;
}

/** A slot, as PostgreSQL reads it. */
export function anyOf({ words, beginnings }: FoundSlot): string {
  const quoted = beginnings.length > 0 ? beginnings.map((word) => `'${word}':*`) : words.map((word) => `'${word}'`);
  return `(${quoted.join(' | ')})`;
}

/** Tickets of an audience that have a word `v`. */
export const COUNT = { all: 'v.tickets', open: 'v.open' };
const TICKETS = { all: 'open + active + closed', open: 'open + active' };

/** Beginnings and parts of words. A part must stand behind two letters, a short one behind three: it is in too many others. */
const WORDS = (audience: Audience): string => `
  select f.*, t.tickets as "all" from (select sum(${TICKETS[audience]})::float8 as tickets from categories) t left join (
    select slot, (array_agg(word order by n desc))[1:${MOST_WORDS}] as words, sum(n)::float8 as tickets, count(*) > ${MOST_WORDS} as more
    from (select distinct a.slot, w.word, w.n from unnest($1::integer[], $2::text[], $3::boolean[]) as a (slot, asked, whole)
      cross join lateral (
        select v.word, ${COUNT[audience]} as n from vocabulary v where a.whole and v.word = a.asked collate "C"
        union all
        (select v.word, ${COUNT[audience]} from vocabulary v where not a.whole and v.word >= a.asked collate "C"
          and v.word < a.asked || chr(1114111) collate "C" limit ${MOST_COUNTED})
        union all
        (select v.word, ${COUNT[audience]} from vocabulary v where not a.whole and length(a.asked) >= 4 and v.word like '%' || a.asked || '%'
          and position(a.asked in v.word) > case when length(a.asked) = 4 then 3 else 2 end limit ${MOST_COUNTED})) w
      where w.n > 0) f
    group by slot) f on true`;
