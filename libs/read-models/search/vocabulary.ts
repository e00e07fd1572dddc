import type { Queryable } from '#libs/platform/database.js';
import { query } from '../queries/sql.js';
import { editDistance } from './edit-distance.js';
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
export interface Found {
  readonly terms: readonly FoundTerm[];
  /** Of the audience. */
  readonly tickets: number;
}

/** Words that a slot stands for: more are looked for by their beginning. */
const MOST_WORDS = 200;
/** So many words that begin alike are counted. */
const MOST_COUNTED = 5_000;

/** Looks up which words of the tickets are meant. */
export async function lookUp(db: Queryable, terms: readonly Term[], audience: Audience): Promise<Found> {
  const slots = terms.flatMap(({ ways, exact }) =>
    ways.flatMap((way) =>
      way.map((typed, i) => ({ spellings: typed.flatMap(spellingsOf), whole: exact || i < way.length - 1 })),
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
  let n = 0;
  const foundTerms = terms.map((term) => {
    const ways = term.ways.map((way) => found.slice(n, (n += way.length)));
    const most = ways.map((way) => Math.min(...way.map(({ tickets }) => tickets)));
    return { ...term, found: ways, tickets: most.reduce((sum, tickets) => sum + tickets, 0) };
  });
  return { terms: foundTerms, tickets: rows[0]?.all ?? 0 };
}

const COUNT = { all: 'v.tickets', open: 'v.open' };
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

/** Up to so many letters, one mistake is allowed; beyond, two. */
const SHORT = 5;
const MOST_NEAR = 200;

export interface Near {
  readonly word: string;
  readonly tickets: number;
}

/** For each word those that it may have been meant for, the nearest first, of these the most frequent. */
export async function nearest(
  db: Queryable,
  typed: readonly string[],
  audience: Audience,
): Promise<Map<string, Near[]>> {
  const asked = typed.filter((word) => [...word].length >= 3 && !/\p{N}/u.test(word));
  if (asked.length === 0) return new Map();
  const rows = await query<Near & { typed: string }>(db, NEAR(audience), [asked]);
  const near = rows
    .map((row) => ({ ...row, distance: editDistance(row.typed, row.word) }))
    .filter(({ typed: own, distance }) => distance > 0 && distance <= mistakes(own))
    .sort((a, b) => a.distance - b.distance || b.tickets - a.tickets);
  return new Map(asked.map((word) => [word, near.filter((row) => row.typed === word)]));
}

function mistakes(word: string): number {
  return [...word].length <= SHORT ? 1 : 2;
}

const NEAR = (audience: Audience): string => `
  select a.typed, w.* from unnest($1::text[]) a (typed) cross join lateral (
    select v.word, ${COUNT[audience]} as tickets from vocabulary v
    where v.near && near_keys(a.typed) and ${COUNT[audience]} > 0 and abs(length(v.word) - length(a.typed)) <= 2
    order by 2 desc limit ${MOST_NEAR}) w`;
