import type { Queryable } from '#libs/platform/database.js';
import { query } from '../queries/sql.js';
import { editDistance } from './edit-distance.js';
import type { Slot, Term } from './query.js';
import { synonymsOf } from './synonyms.js';

/** Words that a slot stands for: more are asked for by their beginning. */
const MOST_WORDS = 200;
/** So many words that begin alike are counted. */
const MOST_COUNTED = 5_000;
/** A shorter part of a word is in too many others; a short one must stand behind some letters. */
const SHORTEST_PART = 4;

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

interface Row {
  slot: number;
  words: string[];
  tickets: number;
  cut: boolean;
}

/** Looks up which words of the tickets are meant. */
export async function lookUp(
  db: Queryable,
  terms: readonly Term[],
  audience: Audience,
): Promise<{ readonly terms: FoundTerm[]; readonly tickets: number }> {
  const slots = terms.flatMap(({ ways, exact }) => ways.flat().map((slot) => ({ slot, exact })));
  const asked = slots.flatMap(({ slot, exact }, n) => [
    ...slot.spellings.map((word) => [n, word, slot.whole ? 0 : 1] as const),
    ...(slot.whole || exact ? [] : slot.spellings.flatMap(synonymsOf).map((word) => [n, word, 0] as const)),
  ]);
  // The empty word stands in every ticket.
  asked.push([ALL, '', 0]);
  const rows = await query<Row & Record<string, unknown>>(db, wordsSql(audience), [
    asked.map(([n]) => n),
    asked.map(([, word]) => word),
    asked.map(([, , kind]) => kind),
  ]);
  const bySlot = new Map(rows.map((row) => [row.slot, row]));
  let n = 0;
  const foundTerms = terms.map((term) => {
    const found = term.ways.map((way) => way.map((slot) => toFound(slot, bySlot.get(n++))));
    const tickets = found.reduce((sum, way) => sum + Math.min(...way.map((slot) => slot.tickets)), 0);
    return { ...term, found, tickets };
  });
  return { terms: foundTerms, tickets: bySlot.get(ALL)?.tickets ?? 0 };
}

const ALL = -1;

function toFound(slot: Slot, row: Row | undefined): FoundSlot {
  if (!row) return { words: [], beginnings: [], tickets: 0 };
  return { words: row.words, beginnings: row.cut ? slot.spellings : [], tickets: row.tickets };
}

const wordsSql = (audience: Audience): string => `
  select slot, (array_agg(word order by n desc))[1:${MOST_WORDS}] as words, sum(n)::float8 as tickets,
    count(*) > ${MOST_WORDS} as cut
  from (select distinct a.slot, w.word, w.n from unnest($1::integer[], $2::text[], $3::integer[]) as a (slot, asked, kind)
    cross join lateral (
      select v.word, v.${counted(audience)} as n from vocabulary v where a.kind = 0 and v.word = a.asked collate "C"
      union all
      (select v.word, v.${counted(audience)} from vocabulary v where a.kind = 1 and v.word >= a.asked collate "C"
        and v.word < a.asked || chr(1114111) collate "C" limit ${MOST_COUNTED})
      union all
      (select v.word, v.${counted(audience)} from vocabulary v where a.kind = 1 and length(a.asked) >= ${SHORTEST_PART}
        and v.word like '%' || a.asked || '%'
        and position(a.asked in v.word) > case when length(a.asked) = ${SHORTEST_PART} then 3 else 2 end
        limit ${MOST_COUNTED})) w
    where w.n > 0) f
  group by slot`;

function counted(audience: Audience): string {
  return audience === 'open' ? 'open' : 'tickets';
}

/** Up to so many letters, one mistake is allowed; beyond, two. */
const SHORT = 5;
const MOST_NEAR = 500;

/** The words that a word may have been meant for, the nearest first, of these the most frequent. */
export async function nearest(
  db: Queryable,
  typed: string,
  audience: Audience,
): Promise<{ readonly word: string; readonly tickets: number }[]> {
  const length = [...typed].length;
  if (length < 3 || /\p{N}/u.test(typed)) return [];
  const most = length <= SHORT ? 1 : 2;
  const rows = await query<{ word: string; tickets: number }>(db, nearSql(audience), [typed, most]);
  return rows
    .map((row) => ({ ...row, distance: editDistance(typed, row.word, most) }))
    .filter(({ distance }) => distance > 0 && distance <= most)
    .sort((a, b) => a.distance - b.distance || b.tickets - a.tickets);
}

const nearSql = (audience: Audience): string => `
  select v.word, v.${counted(audience)} as tickets from vocabulary v
  where v.near && near_keys($1) and v.${counted(audience)} > 0 and abs(length(v.word) - length($1)) <= $2
  order by 2 desc limit ${MOST_NEAR}`;
