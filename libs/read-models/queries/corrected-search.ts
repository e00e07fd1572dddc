import type { Queryable } from '#libs/platform/database.js';
import { editDistance } from '../edit-distance.js';
import type { CorrectedWord, TicketFilter, TicketPage } from '../types.js';
import { bestTickets } from './best.js';
import { typedWords } from './search.js';
import { query } from './sql.js';
import { listTickets } from './tickets.js';

/** A shorter word is near to too many others. */
const SHORTEST = 3;
/** Up to so many letters, one mistake is allowed; beyond, two. */
const SHORT = 5;
/** So many words that may have been meant are compared, the most frequent ones. */
const MOST_COMPARED = 5_000;
/** So many of the nearest are looked for in the tickets. */
const MOST_TRIED = 5;
const LETTERS_ONLY = /^[^\p{N}]+$/u;

/**
 * A page of tickets; where nothing is found because a word is mistyped, of what was probably meant, and it says so. Which
 * words are known, and which may be meant, is asked of the tickets that the filter's statuses allow, and of no others: who
 * may not see closed tickets learns nothing about their words. A past moment is taken at its word.
 * @throws {QuestionError} as `listTickets`
 */
export async function searchTickets(db: Queryable, filter: TicketFilter): Promise<TicketPage> {
  const page = await pageOf(db, filter);
  if (page.items.length > 0 || !filter.q || filter.at) return page;
  const found = async (q: string): Promise<boolean> =>
    (await listTickets(db, { status: filter.status, q, limit: 1 })).items.length > 0;
  const typed = typedWords(filter.q);
  const words: CorrectedWord[] = [];
  for (const word of typed) {
    if ([...word].length < SHORTEST || !LETTERS_ONLY.test(word) || (await found(word))) continue;
    const meant = await firstOf(await nearest(db, word), found);
    if (meant !== undefined) words.push({ typed: word, meant });
  }
  if (words.length === 0) return page;
  const q = typed.map((word) => words.find((one) => one.typed === word)?.meant ?? word).join(' ');
  const corrected = await pageOf(db, { ...filter, q });
  return corrected.items.length > 0 ? { ...corrected, corrected: { q, words } } : page;
}

function pageOf(db: Queryable, filter: TicketFilter): Promise<TicketPage> {
  return filter.best ? bestTickets(db, filter) : listTickets(db, filter);
}

async function firstOf(
  words: readonly string[],
  found: (word: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const word of words) if (await found(word)) return word;
  return undefined;
}

interface KnownWord {
  readonly word: string;
  readonly tickets: number;
}

/** The known words that a word may have been meant for: the nearest first, of these the most frequent. */
async function nearest(db: Queryable, typed: string): Promise<string[]> {
  const [first, second, ...rest] = [...typed] as [string, string, ...string[]];
  const length = rest.length + 2;
  const most = length <= SHORT ? 1 : 2;
  const known = await query<KnownWord & Record<string, unknown>>(db, CANDIDATES, [first, second + first, length, most]);
  const near = known.map(({ word, tickets }) => ({ word, tickets, distance: editDistance(typed, word, most) }));
  return near
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || b.tickets - a.tickets)
    .slice(0, MOST_TRIED)
    .map(({ word }) => word);
}

/** Words that begin with the same letter, or with the first two of them swapped: almost nobody mistypes the first. */
const CANDIDATES = `select word, max(tickets) as tickets
  from unnest(array[$1, $2]::text[]) b (beginning) cross join lateral (
    select word, tickets from words where tickets > 0
      and word >= b.beginning collate "C" and word < b.beginning || chr(1114111) collate "C"
      and char_length(word) between $3::integer - $4::integer and $3::integer + $4::integer and word !~ '[[:digit:]]'
    order by tickets desc limit ${MOST_COMPARED}) w
  group by word`;
